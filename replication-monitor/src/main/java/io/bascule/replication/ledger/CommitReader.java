package io.bascule.replication.ledger;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.LedgerEvent.Commit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes a commit of the reader's end-of-transaction records; every other record, and so every
 * customer's row, ends here.
 *
 * <p>The position is the end of the commit record: it equals pgoutput's {@code end_lsn} and is the
 * one that decides whether a transaction is lost. Transactions that changed Bascule's own tables
 * only are no commits of the application.
 */
final class CommitReader {

    private static final String OWN_SCHEMA = "bascule.";

    /**
     * The end of a transaction.
     *
     * @param commit null if it changed no published table
     */
    record End(Lsn lsn, @Nullable Commit commit) {}

    private final String transactionTopic;

    CommitReader(String topicPrefix) {
        this.transactionTopic = topicPrefix + ".transaction";
    }

    /** The end of a transaction, if the record is one. */
    Optional<End> read(SourceRecord record) {
        if (!transactionTopic.equals(record.topic())
                || !(record.value() instanceof Struct value)
                || !"END".equals(value.getString("status"))) {
            return Optional.empty();
        }
        Map<String, ?> offset = record.sourceOffset();
        var lsn = new Lsn(number(offset, "lsn_commit"));
        var rows = rows(value);
        if (rows.isEmpty()) {
            return Optional.of(new End(lsn, null));
        }
        var committedAt = Instant.EPOCH.plus(number(offset, "ts_usec"), ChronoUnit.MICROS);
        return Optional.of(
                new End(lsn, new Commit(number(offset, "txId"), lsn, committedAt, rows)));
    }

    private static Map<String, Long> rows(Struct value) {
        var rows = new LinkedHashMap<String, Long>();
        if (value.getArray("data_collections") != null) {
            for (Object element : value.getArray("data_collections")) {
                if (element instanceof Struct table) {
                    String name = table.getString("data_collection");
                    if (name != null && !name.isEmpty() && !name.startsWith(OWN_SCHEMA)) {
                        rows.merge(name, table.getInt64("event_count"), Long::sum);
                    }
                }
            }
        }
        return rows;
    }

    private static long number(Map<String, ?> offset, String key) {
        if (offset.get(key) instanceof Number n) {
            return n.longValue();
        }
        throw new IllegalStateException(
                "Expected '"
                        + key
                        + "' in the offset of an end-of-transaction record, but found "
                        + offset.keySet());
    }
}
