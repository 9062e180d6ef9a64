package io.bascule.failover.executor.pgoutput;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.StepEvent;
import java.nio.BufferUnderflowException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Folds pgoutput messages (protocol version 1, no streaming) into transactions. The messages of one
 * reading must all pass through one reader, in order: tables are described once.
 *
 * <p>Form of the messages: PostgreSQL documentation, "Logical Replication Message Formats".
 */
public final class TransactionReader {

    private static final Instant POSTGRES_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final Map<Integer, Relation> relations = new HashMap<>();
    private final List<String> keys = new ArrayList<>();
    private long xid;
    private long rows;
    private long changes;

    /**
     * Takes one message.
     *
     * @return the transaction that it commits; empty for every other message
     * @throws IllegalArgumentException if it is not of this protocol
     */
    public Optional<Transaction> read(byte[] bytes) {
        try {
            return read(new Messages(bytes));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(
                    "Expected a whole pgoutput message, but found " + bytes.length + " bytes", e);
        }
    }

    private Optional<Transaction> read(Messages message) {
        char type = message.type();
        switch (type) {
            case 'B' -> begin(message);
            case 'C' -> {
                return Optional.of(commit(message));
            }
            case 'R' -> relations.put(message.int32(), message.relation());
            case 'I', 'U', 'D' -> row(message);
            case 'T' -> truncation(message);
            // Origin, type and custom messages say nothing of rows.
            case 'O', 'Y', 'M' -> {}
            default ->
                    throw new IllegalArgumentException(
                            "Expected a pgoutput message of protocol 1, but found type '"
                                    + type
                                    + "'");
        }
        return Optional.empty();
    }

    private void begin(Messages message) {
        message.skip(16); // position of the commit record, commit time: the commit says them too
        xid = Integer.toUnsignedLong(message.int32());
        rows = 0;
        changes = 0;
        keys.clear();
    }

    private Transaction commit(Messages message) {
        message.skip(9); // flags, start of the commit record
        var end = new Lsn(message.int64());
        var at = POSTGRES_EPOCH.plus(message.int64(), ChronoUnit.MICROS);
        return new Transaction(xid, end, at, rows, changes, keys);
    }

    private void row(Messages message) {
        var relation = relation(message.int32());
        message.skip(1); // K, O or N: the old key or row comes first where the key has changed
        rows++;
        changes++;
        list(relation, message.key(relation));
    }

    private void truncation(Messages message) {
        int tables = message.int32();
        message.skip(1); // cascade, restart identity
        for (int i = 0; i < tables; i++) {
            changes++;
            list(relation(message.int32()), "(truncated)");
        }
    }

    private void list(Relation relation, String key) {
        if (keys.size() < StepEvent.MAX_ROWS_LISTED) {
            keys.add(relation.name() + ":" + key);
        }
    }

    private Relation relation(int id) {
        var relation = relations.get(id);
        if (relation == null) {
            throw new IllegalArgumentException(
                    "Expected a description of table " + id + " before its first row");
        }
        return relation;
    }
}
