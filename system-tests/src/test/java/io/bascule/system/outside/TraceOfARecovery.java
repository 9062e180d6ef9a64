package io.bascule.system.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.backbone.Trace;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.RecoveryEvent.Observation;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** The events of one run, as they stand on the topics, and the trace that they all stand in. */
final class TraceOfARecovery {

    private final List<EventEnvelope<?>> said;
    private final String runId;

    TraceOfARecovery(List<EventEnvelope<?>> said, String runId) {
        this.said = said;
        this.runId = runId;
    }

    /** The trace of the run's start. */
    String id() {
        return said.stream()
                .filter(e -> e.event() instanceof RunStarted started && isThis(started.runId()))
                .map(e -> Objects.requireNonNull(Trace.idOf(e.traceparent())))
                .findFirst()
                .orElseThrow();
    }

    private boolean isThis(String run) {
        return run.equals(runId);
    }

    /** Everything that names the run and is no person's word stands in one trace. */
    void isOne() {
        String id = id();
        assertThat(said)
                .filteredOn(e -> runId.equals(e.correlationId()))
                .filteredOn(e -> !e.source().startsWith("/test"))
                .hasSizeGreaterThan(20)
                .allSatisfy(e ->
                        assertThat(Trace.idOf(e.traceparent()))
                                .as("%s of %s", e.type(), e.source())
                                .isEqualTo(id));
        assertThat(said.stream().map(EventEnvelope::traceparent).distinct())
                .as("every event is a span of its own")
                .hasSameSizeAs(said);
    }

    /** It begins with the first word against the site, and leads to the report and to people. */
    void leadsFromTheFirstSignToTheReport() {
        String id = id();
        var events =
                said.stream()
                        .filter(e -> id.equals(Trace.idOf(e.traceparent())))
                        .map(e -> e.event().getClass().getSimpleName())
                        .distinct()
                        .toList();
        assertThat(events)
                .contains(
                        "SiteUnhealthy",
                        "SuspicionRaised",
                        "ApprovalAwaited",
                        "ApprovalRecorded",
                        "RunStarted",
                        "StepCommanded",
                        "StepSucceeded",
                        "StepCompleted",
                        "StepFailed",
                        "RunHalted",
                        "RunResumed",
                        "RunCompleted",
                        "RecoveryMeasured",
                        "NotificationDelivered");
        var raised =
                said.stream()
                        .filter(e -> id.equals(Trace.idOf(e.traceparent())))
                        .map(EventEnvelope::event)
                        .filter(SuspicionRaised.class::isInstance)
                        .map(SuspicionRaised.class::cast)
                        .findFirst()
                        .orElseThrow();
        var first =
                raised.observations().stream()
                        .min(Comparator.comparing(Observation::since))
                        .orElseThrow();
        assertThat(said)
                .filteredOn(e -> e.event() instanceof SiteUnhealthy)
                .filteredOn(e -> id.equals(Trace.idOf(e.traceparent())))
                .singleElement()
                .satisfies(e ->
                        assertThat(((SiteUnhealthy) e.event()).observer())
                                .isEqualTo(first.observer()));
    }
}
