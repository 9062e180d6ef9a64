package io.bascule.failover.brain;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.LogContext;
import io.bascule.backbone.Trace;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.plan.ApplicationPlan.Suspicion;
import io.bascule.failover.recovery.Decision;
import io.bascule.failover.recovery.Phase;
import io.bascule.failover.recovery.Recovery;
import io.bascule.failover.recovery.RecoveryDecider;
import io.bascule.failover.recovery.Sightings;
import io.bascule.failover.recovery.Signal;
import io.bascule.failover.recovery.Situation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read, decide, write: a decision, its state and its command are one Kafka transaction. State is
 * held in memory as well, for it is looked at with every fact; an aborted transaction closes this
 * processor, and its successor begins with what was committed.
 */
final class ApplicationProcessor extends ContextualProcessor<byte[], byte[], byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationProcessor.class);

    private static final Duration SHOWN_EVERY = Duration.ofSeconds(1);

    private final EventCodec codec;
    private final String source;
    private final BrainProperties properties;
    private final BrainMetrics metrics;
    private final Boundaries boundaries;
    private final Map<String, Recovery> states = new HashMap<>();
    private final Map<String, Sightings> sightings = new HashMap<>();
    private final Map<String, Instant> sentAt = new HashMap<>();
    private final Traces traces = new Traces();
    private KeyValueStore<String, byte[]> store;
    private Reading reading;
    private Told told;

    @SuppressWarnings("NullAway.Init")
    ApplicationProcessor(
            EventCodec codec,
            String source,
            BrainProperties properties,
            BrainMetrics metrics,
            Boundaries boundaries) {
        this.codec = codec;
        this.source = source;
        this.properties = properties;
        this.metrics = metrics;
        this.boundaries = boundaries;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        super.init(context);
        reading = new Reading(codec, context, BrainTopology.DEAD_LETTERS, metrics.events());
        told = new Told(codec, new Envelopes(source, new ContextClock(context)));
        store = context.getStateStore(BrainTopology.RECOVERIES);
        try (var all = store.all()) {
            all.forEachRemaining(entry -> {
                var state = StateJson.read(entry.value);
                states.put(entry.key, state);
                traces.restore(entry.key, StateJson.traceparent(entry.value));
                metrics.state(state);
            });
        }
        context.schedule(properties.tick(), PunctuationType.WALL_CLOCK_TIME, _ -> onTime());
        context.schedule(SHOWN_EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> show());
    }

    @Override
    public void close() {
        states.keySet().forEach(metrics::gone);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        reading.read(record)
                .ifPresent(envelope -> {
                    try (var _ = LogContext.of(envelope)) {
                        onEvent(record, envelope);
                    }
                });
    }

    private void onEvent(Record<byte[], byte[]> record, EventEnvelope<?> envelope) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        boolean ofASite =
                envelope.event() instanceof HealthEvent health && Topic.of(health) == Topic.HEALTH;
        if (key.isEmpty() || (!ofASite && !key.equals(envelope.subject()))) {
            reading.putAside(
                    record,
                    "Expected the key '"
                            + envelope.subject()
                            + "', the subject of the event, but found '"
                            + key
                            + "'");
            return;
        }
        var state = states.getOrDefault(key, Recovery.unplanned(key));
        if (envelope.event() instanceof StepEvent report) {
            boundaries.reportRead(report, RecoveryDecider.outstanding(state));
        }
        var seen = seen(key).hear(now(), envelope, bounds(state));
        try {
            act(state, new Signal.Heard(now(), seen, envelope), envelope);
        } catch (IllegalStateException | IllegalArgumentException e) {
            // The rules did not expect it: nothing was written for it yet, so it is put aside
            // whole.
            reading.putAside(record, String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private void onTime() {
        for (var state : List.copyOf(states.values())) {
            var seen = seen(state.application());
            if (state.situation() instanceof Situation.Steady && !seen.restless()) {
                continue;
            }
            act(state, new Signal.Tick(now(), seen), null);
            sendAgain(state.application());
        }
    }

    private void show() {
        for (var state : states.values()) {
            var bounds = bounds(state);
            metrics.observersAgainst(
                    state.application(),
                    bounds == null
                            ? 0
                            : seen(state.application()).against(state.active(), now(), bounds));
        }
        metrics.show();
    }

    private void act(Recovery before, Signal signal, @Nullable EventEnvelope<?> cause) {
        switch (RecoveryDecider.decide(before, signal)) {
            case Decision.Ignore ignore -> {
                keep(before.application(), signal.seen());
                LOG.atDebug()
                        .addKeyValue("application", before.application())
                        .addKeyValue("signal", cause == null ? "tick" : cause.type())
                        .log(ignore.reason());
            }
            case Decision.Publish publish -> {
                var after = RecoveryDecider.evolve(before, signal, publish.facts());
                publish(before, after, publish, signal, cause);
            }
        }
    }

    private void publish(
            Recovery before,
            Recovery after,
            Decision.Publish decision,
            Signal signal,
            @Nullable EventEnvelope<?> cause) {
        String application = after.application();
        var openRun = after.openRun().or(before::openRun).orElse(null);
        for (var fact : decision.facts()) {
            var trace = traces.of(application, fact, signal.seen(), cause);
            context().forward(told.fact(fact, cause, openRun, trace), BrainTopology.FACTS);
            metrics.said(fact);
            log(after, fact, openRun, trace);
        }
        traces.settle(after);
        boolean moved = decision.facts().stream().anyMatch(RunCompleted.class::isInstance);
        keep(application, moved ? Sightings.NONE : signal.seen());
        if (after.plan() != null) {
            store.put(application, StateJson.write(after, traces.of(application)));
            states.put(application, after);
            metrics.decided(decision.transition(), after);
        }
        if (cause != null && cause.event() instanceof StepEvent report) {
            boundaries.reportDecided(report);
        }
        if (!RecoveryDecider.outstanding(after).equals(RecoveryDecider.outstanding(before))) {
            command(after, cause);
        }
        context().commit();
    }

    private void command(Recovery state, @Nullable EventEnvelope<?> cause) {
        RecoveryDecider.outstanding(state)
                .ifPresent(command -> {
                    var trace = traces.of(state.application());
                    context().forward(told.command(command, cause, trace), BrainTopology.COMMANDS);
                    boundaries.commandForwarded(command.step());
                    sentAt.put(state.application(), now());
                });
    }

    /** A lost command needs no bookkeeping: what is outstanding is said again. */
    private void sendAgain(String application) {
        var state = states.get(application);
        var sent = sentAt.get(application);
        if (state != null
                && state.situation() instanceof Situation.Running
                && (sent == null
                        || Duration.between(sent, now()).compareTo(properties.resendAfter())
                                >= 0)) {
            command(state, null);
            context().commit();
        }
    }

    private void keep(String application, Sightings seen) {
        if (seen == Sightings.NONE) {
            sightings.remove(application);
        } else {
            sightings.put(application, seen);
        }
    }

    private Sightings seen(String application) {
        return sightings.getOrDefault(application, Sightings.NONE);
    }

    private static @Nullable Suspicion bounds(Recovery state) {
        var plan = state.plan();
        return plan == null ? null : plan.suspicion();
    }

    private Instant now() {
        return Instant.ofEpochMilli(context().currentSystemTimeMs());
    }

    private static void log(
            Recovery after, RecoveryEvent fact, @Nullable String openRun, @Nullable String trace) {
        var own = Told.runOf(fact);
        var line =
                LOG.atInfo()
                        .addKeyValue(LogContext.APPLICATION, after.application())
                        .addKeyValue("epoch", after.epoch())
                        .addKeyValue("phase", Phase.of(after))
                        .addKeyValue("fact", fact);
        if (own != null || openRun != null) {
            line = line.addKeyValue(LogContext.RUN, own == null ? openRun : own);
        }
        if (trace != null) {
            line = line.addKeyValue(LogContext.TRACE, Trace.idOf(trace));
        }
        line.log(fact.getClass().getSimpleName());
    }
}
