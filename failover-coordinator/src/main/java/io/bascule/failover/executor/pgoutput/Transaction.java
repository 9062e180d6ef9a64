package io.bascule.failover.executor.pgoutput;

import io.bascule.contracts.Lsn;
import java.time.Instant;
import java.util.List;

/**
 * A committed transaction as the stream tells it.
 *
 * @param xid 32-bit transaction id
 * @param end end of the commit record
 * @param committedAt by that server's clock, to the microsecond
 * @param rows changed rows; a truncation counts none
 * @param changes changed rows and truncations: a transaction without any is not of these tables
 * @param keys of the first changed rows, such as {@code public.orders:17}
 */
public record Transaction(
        long xid, Lsn end, Instant committedAt, long rows, long changes, List<String> keys) {

    public Transaction {
        keys = List.copyOf(keys);
    }
}
