/** Steps of the front door: where clients go, and whether a write really arrives. */
@NullMarked
package io.bascule.failover.executor.haproxy;

import org.jspecify.annotations.NullMarked;
