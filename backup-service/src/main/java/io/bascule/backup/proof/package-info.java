/** The ladder of verification: from the exit code to the restored content. */
@NullMarked
package io.bascule.backup.proof;

import org.jspecify.annotations.NullMarked;
