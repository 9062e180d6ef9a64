/**
 * What can be seen from outside: figures, alerts, logs, and the trace that leads through a
 * recovery.
 */
@NullMarked
package io.bascule.system.outside;

import org.jspecify.annotations.NullMarked;
