/** How far a standby is behind its source, measured by one clock, never flattering. */
@NullMarked
package io.bascule.replication.lag;

import org.jspecify.annotations.NullMarked;
