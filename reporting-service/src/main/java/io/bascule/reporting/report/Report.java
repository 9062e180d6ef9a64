package io.bascule.reporting.report;

import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.Observation;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.StepKind;
import io.bascule.contracts.plan.ApplicationPlan.Criticality;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import io.bascule.contracts.plan.ApplicationPlan.Fencing;
import io.bascule.contracts.plan.ApplicationPlan.Strategy;
import io.bascule.reporting.measure.Loss;
import io.bascule.reporting.measure.Outage;
import io.bascule.reporting.measure.Phase;
import io.bascule.reporting.measure.ProvenBackup;
import io.bascule.reporting.measure.RunOutcome;
import io.bascule.reporting.measure.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The report of a run. It holds facts and what follows from them, and nothing of the moment or the
 * machine that wrote it: the same facts give the same bytes. Fields are only ever added; a change
 * of meaning changes {@code schema}.
 *
 * @param version 0 for a draft; every amendment counts one up
 * @param amends SHA-256 of the version before; absent for the first
 */
public record Report(
        String schema,
        String software,
        String application,
        String runId,
        int version,
        @Nullable String amends,
        RunKind kind,
        RunOutcome outcome,
        String from,
        String to,
        long epoch,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        Origin origin,
        @Nullable Policy policy,
        Verdict rtoVerdict,
        Verdict rpoVerdict,
        @Nullable Outage outage,
        String outageReason,
        List<Phase> phases,
        @Nullable Double humanWaitSeconds,
        Loss loss,
        @Nullable ProvenBackup backup,
        Decision decision,
        List<Step> steps,
        List<Moment> timeline,
        List<Delivery> deliveries,
        boolean complete,
        List<String> awaiting,
        List<String> notShown) {

    /** The schema of this record. */
    public static final String SCHEMA = "bascule.report/1";

    public Report {
        phases = List.copyOf(phases);
        steps = List.copyOf(steps);
        timeline = List.copyOf(timeline);
        deliveries = List.copyOf(deliveries);
        awaiting = List.copyOf(awaiting);
        notShown = List.copyOf(notShown);
    }

    /** Who asked for it, why, and who approved. */
    public record Origin(
            String requestedBy,
            @Nullable String requestId,
            String reason,
            List<Approval> approvals) {

        public Origin {
            approvals = List.copyOf(approvals);
        }
    }

    /** A person's answer. */
    public record Approval(
            Instant at,
            String by,
            String verdict,
            String reason,
            boolean acceptsLoss,
            String eventId) {}

    /** What was promised, by the plan in force. */
    public record Policy(
            String planHash,
            String appliedBy,
            Criticality criticality,
            Strategy strategy,
            DecisionMode decision,
            Fencing fencing,
            double rtoSeconds,
            double rpoSeconds,
            String eventId) {}

    /** What the decision rested on. */
    public record Decision(
            List<Observation> observations,
            LossEstimate estimate,
            @Nullable Instant outageSince,
            List<String> decidedFrom) {

        public Decision {
            observations = List.copyOf(observations);
            decidedFrom = List.copyOf(decidedFrom);
        }
    }

    /**
     * One step.
     *
     * @param state done, skipped, failed or not done
     * @param executorSeconds from the executor's begin to its end, by its own clock
     * @param failures why earlier attempts failed
     */
    public record Step(
            int index,
            StepKind kind,
            String site,
            String state,
            int attempts,
            @Nullable Instant at,
            @Nullable Double executorSeconds,
            Map<String, String> evidence,
            List<String> failures,
            List<String> proof) {

        public Step {
            failures = List.copyOf(failures);
            proof = List.copyOf(proof);
        }
    }

    /** One fact of the timeline. */
    public record Moment(Instant at, String source, String type, String text, String eventId) {}

    /** A message to people or machines. */
    public record Delivery(
            Instant at, String channel, boolean delivered, String detail, String eventId) {}
}
