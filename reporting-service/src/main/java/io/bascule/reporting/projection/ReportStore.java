package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.reporting.report.Report;
import io.bascule.reporting.report.ReportJson;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reports as published, the outbox, and the readiness that was published last. */
@Component
public class ReportStore {

    private final JdbcClient jdbc;

    ReportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A version of a report.
     *
     * @param figures hash of its figures, by which a change is known
     * @param breached objectives of which a breach was published: none, rto, rpo or rto,rpo
     * @param sha256 of {@code json}
     */
    public record Stored(
            String runId,
            int version,
            String application,
            String figures,
            String breached,
            String sha256,
            String json) {

        /** The report itself. */
        public Report report() {
            return ReportJson.read(json);
        }
    }

    /** The newest version of a run's report. */
    public Optional<Stored> newest(String runId) {
        return jdbc.sql(
                        "select * from report where run_id = ? order by version desc fetch first 1 rows only")
                .params(runId)
                .query(Stored.class)
                .optional();
    }

    /** Ids of all runs that have a report. */
    public List<String> runIds() {
        return jdbc
                .sql("select distinct run_id from report order by run_id")
                .query(String.class)
                .list()
                .stream()
                .flatMap(Stream::ofNullable)
                .toList();
    }

    void add(Stored stored) {
        jdbc.sql(
                        "insert into report (run_id, version, application, figures, breached, sha256, json)"
                                + " values (?, ?, ?, ?, ?, ?, ?)")
                .params(
                        stored.runId(),
                        stored.version(),
                        stored.application(),
                        stored.figures(),
                        stored.breached(),
                        stored.sha256(),
                        stored.json())
                .update();
    }

    void toPublish(EventEnvelope<?> envelope) {
        jdbc.sql(
                        "insert into outbox (event_id, source, type, said_at, causation_id, correlation_id, traceparent, payload)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        FactStore.values(
                                envelope.id(),
                                envelope.source(),
                                envelope.type(),
                                envelope.time().toString(),
                                envelope.causationId(),
                                envelope.correlationId(),
                                envelope.traceparent(),
                                Rows.json(envelope.event())))
                .update();
    }

    List<EventEnvelope<?>> unpublished() {
        return jdbc.sql("select * from outbox order by event_id fetch first 100 rows only")
                .<EventEnvelope<?>>query(Rows::envelope)
                .list();
    }

    void published(String eventId) {
        jdbc.sql("delete from outbox where event_id = ?").params(eventId).update();
    }

    /** The gaps that were last published; empty if nothing was. */
    Optional<String> publishedGaps(String application) {
        return jdbc.sql("select gaps from readiness where application = ?")
                .params(application)
                .query(String.class)
                .optional();
    }

    void gapsPublished(String application, String gaps) {
        int updated =
                jdbc.sql("update readiness set gaps = ? where application = ?")
                        .params(gaps, application)
                        .update();
        if (updated == 0) {
            jdbc.sql("insert into readiness (application, gaps) values (?, ?)")
                    .params(application, gaps)
                    .update();
        }
    }
}
