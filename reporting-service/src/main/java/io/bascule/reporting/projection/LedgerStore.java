package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.reporting.measure.BulkFacts;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The commit ledger and the tails: one row a record.
 *
 * <p>A ledger record is let go, and only its newest commit remembered, once the standby has flushed
 * all of it on the same line: no promotion of that standby can fork before its own flushed
 * position, so none of these commits can be lost. Should that not suffice, the oldest records above
 * {@value #MOST_RECORDS} per application go too; what is counted as lost at least stays true.
 */
@Component
final class LedgerStore {

    static final int MOST_RECORDS = 4_000;

    private static final String SELECT_ROWS =
            "select source, event_id, system_identifier, timeline, last_end, newest_commit_nanos"
                    + " from ledger_record where application = ?";

    private static final String FIRST_ROWS = " fetch first 200 rows only";

    private final JdbcClient jdbc;
    private final FactStore facts;

    LedgerStore(JdbcClient jdbc, FactStore facts) {
        this.jdbc = jdbc;
        this.facts = facts;
    }

    void keepCommits(EventEnvelope<?> fact, CommitsRecorded record) {
        if (record.commits().isEmpty() || facts.isKnown("ledger_record", fact)) {
            return;
        }
        Lsn last = record.commits().stream().map(Commit::end).max(Lsn::compareTo).orElseThrow();
        Instant newest =
                record.commits().stream()
                        .map(Commit::committedAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
        jdbc.sql(
                        "insert into ledger_record (source, event_id, application, system_identifier, timeline,"
                                + " last_end, newest_commit_nanos, at_micros, said_at, payload)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        fact.source(),
                        fact.id(),
                        record.application(),
                        record.systemIdentifier(),
                        record.timeline(),
                        last.value(),
                        Rows.nanos(newest),
                        Rows.micros(fact.time()),
                        fact.time().toString(),
                        Rows.deflated(record))
                .update();
    }

    void keepTail(EventEnvelope<?> fact, LostTransactionsListed part) {
        if (facts.isKnown("tail_part", fact)) {
            return;
        }
        jdbc.sql(
                        "insert into tail_part (source, event_id, application, system_identifier, timeline, fork,"
                                + " said_at, payload) values (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        fact.source(),
                        fact.id(),
                        part.application(),
                        part.systemIdentifier(),
                        part.timeline(),
                        part.fork().value(),
                        fact.time().toString(),
                        Rows.deflated(part))
                .update();
    }

    /** The standby of the application has flushed everything up to here. */
    void letGoReplicated(String application, Position flushed) {
        letGo(
                application,
                jdbc.sql(
                                SELECT_ROWS
                                        + " and system_identifier = ? and timeline = ? and last_end <= ?"
                                        + " order by last_end"
                                        + FIRST_ROWS)
                        .params(
                                application,
                                flushed.systemIdentifier(),
                                flushed.timeline(),
                                flushed.lsn().value()));
    }

    /** Keeps the number of records within its bound. */
    void letGoOldest(String application) {
        long records =
                jdbc.sql("select count(*) from ledger_record where application = ?")
                        .params(application)
                        .query(Long.class)
                        .single();
        if (records > MOST_RECORDS) {
            letGo(
                    application,
                    jdbc.sql(SELECT_ROWS + " order by at_micros" + FIRST_ROWS).params(application));
        }
    }

    private record Row(
            String source,
            String eventId,
            String systemIdentifier,
            int timeline,
            long lastEnd,
            long newestCommitNanos) {}

    private void letGo(String application, JdbcClient.StatementSpec rows) {
        for (Row row : rows.query(Row.class).list().stream().flatMap(Stream::ofNullable).toList()) {
            raiseFloor(application, row);
            jdbc.sql("delete from ledger_record where source = ? and event_id = ?")
                    .params(row.source(), row.eventId())
                    .update();
        }
    }

    private record Floor(long upTo, long newestCommitNanos, String newestEventId) {}

    private Optional<Floor> floor(String application, String systemIdentifier, int timeline) {
        return jdbc.sql(
                        "select up_to, newest_commit_nanos, newest_event_id from ledger_floor"
                                + " where application = ? and system_identifier = ? and timeline = ?")
                .params(application, systemIdentifier, timeline)
                .query(Floor.class)
                .optional();
    }

    private void raiseFloor(String application, Row row) {
        var known = floor(application, row.systemIdentifier(), row.timeline());
        if (known.isEmpty()) {
            jdbc.sql(
                            "insert into ledger_floor (application, system_identifier, timeline, up_to,"
                                    + " newest_commit_nanos, newest_event_id) values (?, ?, ?, ?, ?, ?)")
                    .params(
                            application,
                            row.systemIdentifier(),
                            row.timeline(),
                            row.lastEnd(),
                            row.newestCommitNanos(),
                            row.eventId())
                    .update();
            return;
        }
        boolean newer = row.newestCommitNanos() > known.get().newestCommitNanos();
        jdbc.sql(
                        "update ledger_floor set up_to = ?, newest_commit_nanos = ?, newest_event_id = ?"
                                + " where application = ? and system_identifier = ? and timeline = ?")
                .params(
                        Math.max(row.lastEnd(), known.get().upTo()),
                        newer ? row.newestCommitNanos() : known.get().newestCommitNanos(),
                        newer ? row.eventId() : known.get().newestEventId(),
                        application,
                        row.systemIdentifier(),
                        row.timeline())
                .update();
    }

    /** The ledger and the tails of one application, read from here. */
    BulkFacts of(String application) {
        return new BulkFacts() {
            @Override
            public void commits(
                    String systemIdentifier,
                    int timeline,
                    Lsn after,
                    Consumer<? super EventEnvelope<CommitsRecorded>> each) {
                jdbc.sql(
                                "select source, event_id, said_at, payload from ledger_record where application = ?"
                                        + " and system_identifier = ? and timeline = ? and last_end > ?")
                        .params(application, systemIdentifier, timeline, after.value())
                        .query(
                                (RowCallbackHandler)
                                        row ->
                                                each.accept(
                                                        Rows.envelope(
                                                                row,
                                                                null,
                                                                null,
                                                                null,
                                                                Rows.inflated(
                                                                        row.getBytes("payload"),
                                                                        CommitsRecorded.class))));
            }

            @Override
            public void tails(
                    String systemIdentifier,
                    int timeline,
                    Lsn fork,
                    Consumer<? super EventEnvelope<LostTransactionsListed>> each) {
                jdbc.sql(
                                "select source, event_id, said_at, payload from tail_part where application = ?"
                                        + " and system_identifier = ? and timeline = ? and fork = ?")
                        .params(application, systemIdentifier, timeline, fork.value())
                        .query(
                                (RowCallbackHandler)
                                        row ->
                                                each.accept(
                                                        Rows.envelope(
                                                                row,
                                                                null,
                                                                null,
                                                                null,
                                                                Rows.inflated(
                                                                        row.getBytes("payload"),
                                                                        LostTransactionsListed
                                                                                .class))));
            }

            @Override
            public Optional<KeptCommit> newestUpTo(
                    String systemIdentifier, int timeline, Lsn upTo) {
                return newest(application, systemIdentifier, timeline, upTo);
            }
        };
    }

    private record Newest(long newestCommitNanos, String eventId) {}

    private Optional<BulkFacts.KeptCommit> newest(
            String application, String systemIdentifier, int timeline, Lsn upTo) {
        var kept =
                jdbc.sql(
                                "select newest_commit_nanos, event_id from ledger_record where application = ?"
                                        + " and system_identifier = ? and timeline = ? and last_end <= ?"
                                        + " order by newest_commit_nanos desc, event_id fetch first 1 rows only")
                        .params(application, systemIdentifier, timeline, upTo.value())
                        .query(Newest.class)
                        .optional();
        var letGo =
                floor(application, systemIdentifier, timeline)
                        .filter(floor -> floor.upTo() <= upTo.value())
                        .map(floor -> new Newest(floor.newestCommitNanos(), floor.newestEventId()));
        return Stream.of(kept, letGo)
                .flatMap(Optional::stream)
                .max(
                        Comparator.comparingLong(Newest::newestCommitNanos)
                                .thenComparing(Newest::eventId, Comparator.reverseOrder()))
                .map(newest ->
                        new BulkFacts.KeptCommit(
                                Rows.instantOfNanos(newest.newestCommitNanos()), newest.eventId()));
    }
}
