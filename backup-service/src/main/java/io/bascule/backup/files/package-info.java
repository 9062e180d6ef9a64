/** Folders and buckets: content-addressed, so that what has not changed is not sent again. */
@NullMarked
package io.bascule.backup.files;

import org.jspecify.annotations.NullMarked;
