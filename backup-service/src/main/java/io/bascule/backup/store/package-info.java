/** Where backups lie: S3 buckets and folders behind one small interface. */
@NullMarked
package io.bascule.backup.store;

import org.jspecify.annotations.NullMarked;
