/** Time, as one clock tells it: the monitor's. */
@NullMarked
package io.bascule.replication.moment;

import org.jspecify.annotations.NullMarked;
