package io.bascule.replication.ledger;

import io.bascule.backbone.Secrets;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.replication.database.Address;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the embedded change data capture engine on one server and timeline. It ends with the
 * first error and is never started again: whoever keeps the ledger makes another one.
 *
 * <p>The engine is given no stored offset. It goes on where the slot was last confirmed, and the
 * slot is confirmed only up to the end of transactions that the broker has acknowledged. The
 * engine's own search for a stored position skips events in known cases (debezium/dbz#76, #1554);
 * without one there is nothing to search. What was recorded but not confirmed comes again.
 */
final class LedgerReader {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerReader.class);

    /** Where the commits go. */
    interface Sink {
        /**
         * Takes commits in order of position; returns once they are safe.
         *
         * @param upTo the end of the last transaction read, commits or not
         */
        void take(List<Commit> commits, Lsn upTo);
    }

    private final CommitReader commits;
    private final Sink sink;
    private final CountDownLatch polling = new CountDownLatch(1);
    private final CompletableFuture<@Nullable String> ended = new CompletableFuture<>();
    private final ReentrantLock taking = new ReentrantLock();
    private volatile boolean closing;
    private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;

    private LedgerReader(Address server, LedgerLine line, Sink sink) {
        String name = "bascule_" + line.systemIdentifier() + "_" + line.timeline();
        this.commits = new CommitReader(name);
        this.sink = sink;
        this.engine =
                DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                        .using(properties(server, name))
                        .using(
                                new DebeziumEngine.ConnectorCallback() {
                                    @Override
                                    public void pollingStarted() {
                                        polling.countDown();
                                    }
                                })
                        .using(
                                (DebeziumEngine.CompletionCallback)
                                        (success, message, error) -> end(success, message, error))
                        .notifying(this::read)
                        .build();
    }

    /** Starts reading. */
    static LedgerReader start(Address server, LedgerLine line, Sink sink) {
        var reader = new LedgerReader(server, line, sink);
        Thread.ofPlatform().daemon().name("ledger-" + server.label()).start(reader::run);
        return reader;
    }

    /** Completed when it has ended: with the error, or null after a close. */
    CompletableFuture<@Nullable String> ended() {
        return ended;
    }

    private void run() {
        try {
            engine.run();
        } catch (RuntimeException e) {
            end(false, String.valueOf(e.getMessage()), e);
        } finally {
            end(true, "", null);
        }
    }

    private void end(boolean success, @Nullable String message, @Nullable Throwable error) {
        polling.countDown();
        var _ = ended.complete(success ? null : reason(message, error));
    }

    private static String reason(@Nullable String message, @Nullable Throwable error) {
        Throwable root = error;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null ? String.valueOf(message) : root.toString();
    }

    private void read(
            List<RecordChangeEvent<SourceRecord>> records,
            RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        var found = new ArrayList<Commit>();
        Lsn upTo = null;
        for (var event : records) {
            var end = commits.read(event.record());
            if (end.isPresent()) {
                upTo = end.get().lsn();
                if (end.get().commit() != null) {
                    found.add(end.get().commit());
                }
            }
        }
        taking.lock();
        try {
            if (closing) {
                return;
            }
            if (upTo != null) {
                sink.take(found, upTo);
            }
        } finally {
            taking.unlock();
        }
        for (var event : records) {
            committer.markProcessed(event);
        }
        committer.markBatchFinished();
    }

    /**
     * Ends reading and detaches from the server. What the sink is taking is taken to its end first:
     * the engine interrupts whoever reads, and commits that the broker has but nobody knows of
     * would be recorded once more.
     *
     * @return whether it has ended within the time given; otherwise it ends on its own later
     */
    boolean close(Duration within) throws InterruptedException {
        long end = System.nanoTime() + within.toNanos();
        // The engine refuses to be closed while its task starts.
        if (!polling.await(within.toNanos(), TimeUnit.NANOSECONDS)) {
            Thread.ofVirtual().name("ledger-close").start(this::closeOnceStarted);
            return false;
        }
        closing = true;
        if (!taking.tryLock(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            LOG.warn("What the ledger was recording did not reach the broker within {}", within);
        } else {
            taking.unlock();
        }
        var close = Thread.ofVirtual().name("ledger-close").start(this::closeEngine);
        return close.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }

    private void closeOnceStarted() {
        try {
            if (polling.await(1, TimeUnit.MINUTES)) {
                closeEngine();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeEngine() {
        try {
            engine.close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("The ledger's reader was ending already: {}", e.toString());
        }
    }

    private static Properties properties(Address server, String name) {
        var p = new Properties();
        p.setProperty("name", name);
        p.setProperty("topic.prefix", name);
        p.setProperty("connector.class", PostgresConnector.class.getName());
        p.setProperty(
                "offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        p.setProperty("offset.flush.interval.ms", "500");
        p.setProperty("offset.flush.timeout.ms", "5000");
        p.setProperty("database.hostname", server.host());
        p.setProperty("database.port", Integer.toString(server.port()));
        p.setProperty("database.user", server.user());
        if (server.password() != null) {
            p.setProperty("database.password", Secrets.resolve(server.password()));
        }
        p.setProperty("database.dbname", server.database());
        p.setProperty("driver.connectTimeout", "3");
        p.setProperty("driver.ApplicationName", "bascule-ledger");
        p.setProperty("plugin.name", "pgoutput");
        p.setProperty("slot.name", LedgerServer.SLOT);
        p.setProperty("slot.drop.on.stop", "false");
        p.setProperty("slot.max.retries", "0");
        p.setProperty("publication.name", LedgerServer.PUBLICATION);
        p.setProperty("publication.autocreate.mode", "disabled");
        p.setProperty("snapshot.mode", "no_data");
        p.setProperty("provide.transaction.metadata", "true");
        // A truncation is a change; everything counts.
        p.setProperty("skipped.operations", "none");
        // Values of customers' columns are never put into records; keys and counts remain.
        p.setProperty("column.exclude.list", ".*");
        p.setProperty("include.unknown.datatypes", "false");
        // Messages in the log are no changes of a table: only their transaction's end is of use.
        p.setProperty("message.prefix.exclude.list", ".*");
        p.setProperty("poll.interval.ms", "50");
        p.setProperty("heartbeat.interval.ms", "1000");
        p.setProperty("status.update.interval.ms", "1000");
        p.setProperty("max.batch.size", "1024");
        p.setProperty("max.queue.size", "2048");
        p.setProperty("max.queue.size.in.bytes", "8388608");
        p.setProperty("errors.max.retries", "0");
        p.setProperty("record.processing.threads", "1");
        p.setProperty("executor.shutdown.timeout.ms", "1000");
        p.setProperty("task.management.timeout.ms", "15000");
        p.setProperty("record.processing.shutdown.timeout.ms", "1000");
        return p;
    }
}
