package io.bascule.reporting.projection;

import io.bascule.backbone.Trace;
import io.bascule.contracts.EventEnvelope;
import io.bascule.reporting.measure.ApplicationFacts;
import io.bascule.reporting.measure.RunFacts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Facts, each once, and how far every partition was read. */
@Component
final class FactStore {

    /**
     * An application is measured from its newest facts of runs, and of everything else. A run that
     * is older than these keeps the report that it has.
     */
    static final int RUN_FACTS = 4_000;

    static final int OTHER_FACTS = 2_000;

    private final JdbcClient jdbc;

    FactStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Keeps a fact unless it is known.
     *
     * @param aspect what it says, for facts that are repeated under new ids while nothing changes;
     *     null for facts that are said once
     */
    void keep(EventEnvelope<?> fact, @Nullable String aspect) {
        if (isKnown("fact", fact) || (aspect != null && isSaid(fact.subject(), aspect))) {
            return;
        }
        jdbc.sql(
                        "insert into fact (source, event_id, type, application, of_run, at_micros, said_at,"
                                + " causation_id, correlation_id, traceparent, aspect, payload)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        values(
                                fact.source(),
                                fact.id(),
                                fact.type(),
                                fact.subject(),
                                RunFacts.runOf(fact.event()) != null,
                                Rows.micros(fact.time()),
                                fact.time().toString(),
                                fact.causationId(),
                                fact.correlationId(),
                                Trace.idOf(fact.traceparent()) == null ? null : fact.traceparent(),
                                aspect,
                                Rows.json(fact.event())))
                .update();
    }

    boolean isKnown(String table, EventEnvelope<?> fact) {
        return jdbc.sql("select count(*) from " + table + " where source = ? and event_id = ?")
                        .params(fact.source(), fact.id())
                        .query(Long.class)
                        .single()
                > 0;
    }

    private boolean isSaid(String application, String aspect) {
        return jdbc.sql("select count(*) from fact where application = ? and aspect = ?")
                        .params(application, aspect)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** The newest facts of an application, as many as measuring looks at. */
    ApplicationFacts facts(String application) {
        var facts = new ArrayList<EventEnvelope<?>>();
        facts.addAll(newest(application, true, RUN_FACTS));
        facts.addAll(newest(application, false, OTHER_FACTS));
        return ApplicationFacts.of(application, facts);
    }

    private List<EventEnvelope<?>> newest(String application, boolean ofRun, int most) {
        return jdbc.sql(
                        "select * from fact where application = ? and of_run = ?"
                                + " order by at_micros desc, event_id desc fetch first "
                                + most
                                + " rows only")
                .params(application, ofRun)
                .<EventEnvelope<?>>query(Rows::envelope)
                .list();
    }

    /** The fact of that identity. */
    Optional<EventEnvelope<?>> fact(String source, String id) {
        return jdbc.sql("select * from fact where source = ? and event_id = ?")
                .params(source, id)
                .<EventEnvelope<?>>query(Rows::envelope)
                .optional();
    }

    /** The facts of an application that name that event as their cause, in their order. */
    List<EventEnvelope<?>> causedBy(String application, String id) {
        return jdbc.sql(
                        "select * from fact where application = ? and causation_id = ?"
                                + " order by at_micros, event_id")
                .params(application, id)
                .<EventEnvelope<?>>query(Rows::envelope)
                .list();
    }

    /** The newest facts by the times they bear, the newest first; of one application if named. */
    List<EventEnvelope<?>> recent(@Nullable String application, int most) {
        return (application == null
                        ? jdbc.sql(
                                "select * from fact order by at_micros desc, event_id desc"
                                        + firstRows(most))
                        : jdbc.sql(
                                        "select * from fact where application = ? order by"
                                                + " at_micros desc, event_id desc"
                                                + firstRows(most))
                                .params(application))
                .<EventEnvelope<?>>query(Rows::envelope)
                .list();
    }

    /** Facts of an application between two times, both included; the newest if there are more. */
    List<EventEnvelope<?>> between(
            String application, boolean ofRun, Instant from, Instant to, int most) {
        return jdbc.sql(
                        "select * from fact where application = ? and of_run = ? and at_micros"
                                + " between ? and ? order by at_micros desc, event_id desc"
                                + firstRows(most))
                .params(application, ofRun, Rows.micros(from), Rows.micros(to))
                .<EventEnvelope<?>>query(Rows::envelope)
                .list();
    }

    private static String firstRows(int most) {
        return " fetch first " + most + " rows only";
    }

    /** Applications that a plan names or that had a run. */
    List<String> applications() {
        return jdbc
                .sql(
                        "select distinct application from fact where of_run = true or type ="
                                + " 'bascule.PlanApplied.v1' order by application")
                .query(String.class)
                .list()
                .stream()
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** Applications that a fact of that type is about. */
    List<String> applicationsOf(String type) {
        return jdbc
                .sql("select distinct application from fact where type = ? order by application")
                .params(type)
                .query(String.class)
                .list()
                .stream()
                .flatMap(Stream::ofNullable)
                .toList();
    }

    /** Where reading goes on; empty for a partition that was never read. */
    OptionalLong nextOffset(String topic, int partition) {
        return jdbc
                .sql("select next_offset from consumed where topic = ? and partition_no = ?")
                .params(topic, partition)
                .query(Long.class)
                .list()
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** Everything before that offset is projected. */
    void consumedUpTo(String topic, int partition, long nextOffset) {
        int updated =
                jdbc.sql("update consumed set next_offset = ? where topic = ? and partition_no = ?")
                        .params(nextOffset, topic, partition)
                        .update();
        if (updated == 0) {
            jdbc.sql("insert into consumed (topic, partition_no, next_offset) values (?, ?, ?)")
                    .params(topic, partition, nextOffset)
                    .update();
        }
    }

    /** Parameters, of which some may be absent. */
    @SuppressWarnings("NullAway") // JDBC takes nulls; the list type of the client does not say so
    static List<Object> values(@Nullable Object... values) {
        var list = new ArrayList<Object>();
        for (@Nullable Object value : values) {
            list.add(value);
        }
        return list;
    }
}
