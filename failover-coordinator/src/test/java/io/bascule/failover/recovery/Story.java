package io.bascule.failover.recovery;

import static io.bascule.failover.recovery.Samples.FRANKFURT;
import static io.bascule.failover.recovery.Samples.NOON;
import static io.bascule.failover.recovery.Samples.ORDERS;
import static io.bascule.failover.recovery.Samples.PARIS;
import static io.bascule.failover.recovery.Samples.WITNESS;
import static io.bascule.failover.recovery.Samples.applied;
import static io.bascule.failover.recovery.Samples.failed;
import static io.bascule.failover.recovery.Samples.said;
import static io.bascule.failover.recovery.Samples.succeeded;
import static io.bascule.failover.recovery.Samples.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.contracts.plan.ApplicationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Given what happened, when something is heard, then these facts: time moves only when told. */
final class Story {

    static final Map<String, String> PROMOTED =
            Map.of(
                    StepEvidence.FORK_LSN, "0/3000060",
                    StepEvidence.PARENT_TIMELINE, "1",
                    StepEvidence.TIMELINE, "2",
                    StepEvidence.SYSTEM_IDENTIFIER, "7");

    Recovery state = Recovery.unplanned(ORDERS);
    Instant now = NOON;
    private Sightings seen = Sightings.NONE;
    private List<RecoveryEvent> facts = List.of();
    private String ignored = "";

    static Story given(ApplicationPlan plan) {
        return new Story().when(applied(plan));
    }

    Story when(Event event) {
        return when(said(now, event));
    }

    Story when(EventEnvelope<?> envelope) {
        var plan = state.plan();
        seen = seen.hear(now, envelope, plan == null ? null : plan.suspicion());
        act(new Signal.Heard(now, seen, envelope), envelope);
        return this;
    }

    Story after(Duration time) {
        now = now.plus(time);
        act(new Signal.Tick(now, seen), null);
        return this;
    }

    /** Two voices, and the time they have to last. */
    Story lost() {
        when(unhealthy("monitor", WITNESS, Evidence.PROBE, state.active(), now));
        when(
                unhealthy(
                        "executor/" + state.active(),
                        state.active(),
                        Evidence.PROCESS,
                        state.active(),
                        now));
        return after(Duration.ofMillis(200));
    }

    Story replicated() {
        return when(Samples.lag(FRANKFURT, PARIS, now));
    }

    Story done() {
        var c = command();
        return when(succeeded(c, now, c.step() == StepKind.PROMOTE ? PROMOTED : Map.of()));
    }

    Story doneUntil(StepKind step) {
        for (int i = 0; command().step() != step; i++) {
            assertThat(i).as("steps before " + step).isLessThan(20);
            done();
        }
        return this;
    }

    Story completed() {
        for (int i = 0; outstanding().isPresent(); i++) {
            assertThat(i).as("steps of a run").isLessThan(20);
            done();
        }
        return then(facts.getFirst().getClass(), RunCompleted.class);
    }

    Story fails() {
        return when(failed(command(), now, "bad luck"));
    }

    Story then(Class<?>... expected) {
        assertThat(facts.stream().map(f -> (Object) f.getClass()).toList())
                .as(ignored)
                .isEqualTo(List.<Object>of((Object[]) expected));
        return this;
    }

    Story thenNothing(String because) {
        assertThat(facts).isEmpty();
        assertThat(ignored).contains(because);
        return this;
    }

    Story thenRefused(String rule, String detail) {
        then(RequestRefused.class);
        var refused = fact(RequestRefused.class);
        assertThat(refused.rule()).isEqualTo(rule);
        assertThat(refused.detail()).contains(detail);
        return this;
    }

    <T extends RecoveryEvent> T fact(Class<T> type) {
        return facts.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }

    StepCommanded command() {
        return outstanding().orElseThrow();
    }

    Optional<StepCommanded> outstanding() {
        return RecoveryDecider.outstanding(state);
    }

    List<StepKind> left() {
        var kinds = new ArrayList<StepKind>();
        var probe = state;
        if (probe.situation() instanceof Situation.Running running) {
            var run = running.run();
            run.steps().stream().skip(run.index()).forEach(s -> kinds.add(s.kind()));
        }
        return kinds;
    }

    Map<String, String> inputs() {
        return new HashMap<>(command().inputs());
    }

    private void act(Signal signal, @Nullable EventEnvelope<?> cause) {
        switch (RecoveryDecider.decide(state, signal)) {
            case Decision.Ignore ignore -> {
                facts = List.of();
                ignored = ignore.reason();
            }
            case Decision.Publish publish -> {
                var before = state;
                facts = publish.facts();
                ignored = "";
                state = RecoveryDecider.evolve(state, signal, facts);
                Conformance.check(before, cause, publish, state);
                if (facts.stream().anyMatch(RunCompleted.class::isInstance)) {
                    seen = seen.afterMove();
                }
            }
        }
    }
}
