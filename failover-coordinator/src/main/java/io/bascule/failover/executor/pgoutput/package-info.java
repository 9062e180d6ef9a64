/** Reads PostgreSQL's logical replication messages. Pure: bytes in, transactions out. */
@NullMarked
package io.bascule.failover.executor.pgoutput;

import org.jspecify.annotations.NullMarked;
