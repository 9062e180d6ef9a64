/** Keys and encryption: a data key per backup, wrapped twice; streams that cannot be cut unseen. */
@NullMarked
package io.bascule.backup.seal;

import org.jspecify.annotations.NullMarked;
