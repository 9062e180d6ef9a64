/** The service: takes backups, proves them by restoring, restores and expires them. */
@NullMarked
package io.bascule.backup;

import org.jspecify.annotations.NullMarked;
