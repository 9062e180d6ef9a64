package io.bascule.failover.recovery;

import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.ApprovalRecorded;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RollbackStarted;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.RecoveryEvent.SuspicionCleared;
import io.bascule.contracts.event.RequestEvent.ResumeRequested;
import io.bascule.contracts.event.StepKind;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold of the facts, read from them alone: no word of the state is believed. */
final class Invariants {

    /** Clocks in the simulation differ by this much at most. */
    static final Duration SKEW = Duration.ofSeconds(3);

    private final ApplicationPlan plan;
    private final World world;
    private final Set<String> done;
    private final Map<String, ApprovalAwaited> proposed = new HashMap<>();
    private final Map<String, List<ApprovalRecorded>> answers = new HashMap<>();
    private final Set<String> abandoned = new HashSet<>();
    private final Map<String, Set<String>> answered = new HashMap<>();
    private long epoch;
    private @Nullable RunStarted open;
    private List<StepKind> left = List.of();
    private int next;
    private boolean halted;
    private @Nullable Instant unplannedOverAt;
    private boolean declined;
    private boolean asking;
    private boolean redirectByHand;
    private @Nullable RunHalted standing;

    Invariants(ApplicationPlan plan, World world, Set<String> done) {
        this.plan = plan;
        this.world = world;
        this.done = done;
    }

    void on(Fact fact) {
        fact.request()
                .ifPresent(id -> {
                    var kinds = answered.computeIfAbsent(id, _ -> new HashSet<>());
                    check(
                            kinds.add(fact.event().getClass().getSimpleName()),
                            "a request has one answer, however often it comes");
                });
        switch (fact.event()) {
            case ApprovalAwaited asked -> {
                check(open == null && !asking, "rule 3: proposed while a run is open");
                check(
                        !(declined && asked.requestedBy().equals(Move.AUTOMATIC)),
                        "rule 5: a declined suspicion comes back by itself");
                check(proposed.put(asked.runId(), asked) == null, "a number is given once");
                asking = true;
            }
            case ApprovalRecorded answer ->
                    answers.computeIfAbsent(answer.runId(), _ -> new ArrayList<>()).add(answer);
            case RunAbandoned gone -> {
                abandoned.add(gone.runId());
                asking = false;
                var asked = proposed.get(gone.runId());
                declined |= asked != null && asked.requestedBy().equals(Move.AUTOMATIC);
            }
            case SuspicionCleared _ -> declined = false;
            case RunStarted started -> started(fact, started);
            case StepCompleted completed -> completed(completed);
            case StepSkipped skipped -> skipped(fact, skipped);
            case RunHalted h -> {
                check(of(h.runId(), h.index()) && !halted, "a run halts at its step");
                halted = true;
                standing = h;
            }
            case RunResumed r -> {
                check(of(r.runId(), r.index()) && halted, "rule 7: resumed at the recorded step");
                halted = false;
            }
            case RollbackStarted r -> {
                check(
                        open != null && r.runId().equals(open.runId()),
                        "the open run is rolled back");
                check(
                        left.contains(StepKind.PROMOTE),
                        "rolled back only before anything was promoted");
                next = r.index();
                left = r.steps().stream().map(RecoveryEvent.PlannedStep::kind).toList();
                halted = false;
            }
            case RunCompleted completed -> over(fact, completed);
            case RequestRefused refused ->
                    check(!refused.detail().isBlank(), "a refusal says the facts");
            case RecoveryEvent.PlanAccepted _,
                    RecoveryEvent.PlanRefused _,
                    RecoveryEvent.SuspicionRaised _ -> {}
        }
    }

    private void started(Fact fact, RunStarted run) {
        check(open == null, "rule 3: one run per application");
        check(run.epoch() > epoch, "rule 1: the epoch only grows");
        check(run.runId().equals(run.application() + "-" + run.epoch()), "the id names the epoch");
        check(!abandoned.contains(run.runId()), "an abandoned run never starts");
        epoch = run.epoch();
        open = run;
        next = 0;
        halted = false;
        asking = false;
        redirectByHand = false;
        left = run.steps().stream().map(RecoveryEvent.PlannedStep::kind).toList();
        boolean automatic = run.requestedBy().equals(Move.AUTOMATIC);
        check(!automatic || run.kind() == RunKind.FAILOVER, "a failback is never automatic");
        var asked = proposed.get(run.runId());
        boolean lossAccepted = false;
        if (asked != null) {
            var goes =
                    answers.getOrDefault(run.runId(), List.of()).stream()
                            .filter(a -> a.verdict() == Verdict.GO)
                            .filter(a -> a.acceptsLoss() || !asked.lossToBeAccepted())
                            .map(a -> a.by().toLowerCase(Locale.ROOT))
                            .distinct()
                            .count();
            check(
                    goes >= (plan.decision() == DecisionMode.TWO_PERSON ? 2 : 1),
                    "the persons that the plan asks for said GO");
            lossAccepted =
                    answers.getOrDefault(run.runId(), List.of()).stream()
                            .filter(a -> a.verdict() == Verdict.GO)
                            .anyMatch(ApprovalRecorded::acceptsLoss);
        } else {
            check(
                    automatic
                            ? plan.decision() == DecisionMode.AUTOMATIC
                            : !plan.kafkaRequestsNeedApproval()
                                    && plan.decision() != DecisionMode.TWO_PERSON,
                    "nobody was asked, and the plan asks for somebody");
            check(!(automatic && declined), "rule 5: a declined suspicion starts nothing");
            check(
                    !automatic
                            || unplannedOverAt == null
                            || !fact.at()
                                    .isBefore(unplannedOverAt.plus(plan.cooldown()).minus(SKEW)),
                    "rule 5: nothing starts by itself in the cooldown");
        }
        if (run.kind() == RunKind.FAILOVER && !lossAccepted) {
            staleness(fact, run);
        }
    }

    /** Rule 2, against the world: what the promotion would lose now is within the objective. */
    private void staleness(Fact fact, RunStarted run) {
        var outage = run.outageSince() == null ? fact.at() : run.outageSince();
        var bound = outage.minus(plan.objectives().rpo()).minus(SKEW);
        for (long committed : world.missing(world.at(run.from()), world.at(run.to()))) {
            check(
                    !Samples.NOON.plusMillis(committed).isBefore(bound),
                    "rule 2: a target staler than the objective, and nobody accepted it: "
                            + run
                            + " lacks what was committed at "
                            + Samples.NOON.plusMillis(committed)
                            + "; now "
                            + fact.at());
        }
    }

    private void completed(StepCompleted step) {
        check(of(step.runId(), step.index()) && !halted, "the step that is true is the next one");
        check(!left.isEmpty() && left.getFirst() == step.step(), "the step is the plan's");
        check(
                done.contains(SimulatedExecutor.key(step.epoch(), step.index(), step.attempt())),
                "what is said to be done was done");
        advance();
    }

    private void skipped(Fact fact, StepSkipped step) {
        check(of(step.runId(), step.index()) && halted, "only a halted step is passed over");
        check(
                standing != null
                        && fact.cause() != null
                        && fact.cause().event() instanceof ResumeRequested asked
                        && asked.runId().equals(standing.runId())
                        && Objects.equals(asked.index(), standing.index())
                        && Objects.equals(asked.attempt(), standing.attempt()),
                "what is passed over is the halted attempt that the person named");
        check(
                step.step() != StepKind.FENCE || (open != null && world.at(open.from()).keptOff),
                "rule 1: a fence is passed over on a true word only");
        check(!step.by().isBlank() && !step.reason().isBlank(), "rule 9: a person and a reason");
        check(
                !Set.of(StepKind.PROMOTE, StepKind.STOP_PRIMARY, StepKind.REWIND)
                        .contains(step.step()),
                "a step that must be true is not passed over");
        redirectByHand |= step.step() == StepKind.REDIRECT;
        halted = false;
        if (step.step() == StepKind.CAPTURE_TAIL && open != null) {
            world.captured.add(open.to());
        }
        advance();
    }

    private void advance() {
        next++;
        left = left.subList(1, left.size());
    }

    private void over(Fact fact, RunCompleted completed) {
        check(open != null && open.runId().equals(completed.runId()), "the open run is over");
        check(left.isEmpty(), "a run is over when its steps are");
        var run = open;
        if (run == null) {
            return;
        }
        check(
                completed.activeSite().equals(completed.rolledBack() ? run.from() : run.to()),
                "the application is where the run brought it");
        if (completed.kind() == RunKind.FAILOVER) {
            unplannedOverAt = fact.at();
        }
        declined = completed.rolledBack() && (declined || run.requestedBy().equals(Move.AUTOMATIC));
        open = null;
        check(
                world.at(completed.activeSite()).primary || completed.rolledBack(),
                "what is believed is true: the active site has the primary");
        check(
                !world.at(completed.standbySite()).serves(),
                "what is believed is true: the standby serves nobody");
        check(
                completed.activeSite().equals(world.router) || redirectByHand,
                "what is believed is true: clients reach the active site");
    }

    private boolean of(String runId, int index) {
        return open != null && open.runId().equals(runId) && index == next;
    }

    static void check(boolean holds, String invariant) {
        if (!holds) {
            throw new AssertionError(invariant);
        }
    }
}
