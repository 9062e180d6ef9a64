/** What the watchers say, on its way to the broker without holding them up. */
@NullMarked
package io.bascule.replication.outbox;

import org.jspecify.annotations.NullMarked;
