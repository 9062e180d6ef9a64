/** What is to be watched: the accepted plan, the active site and the epoch, folded from facts. */
@NullMarked
package io.bascule.replication.topology;

import org.jspecify.annotations.NullMarked;
