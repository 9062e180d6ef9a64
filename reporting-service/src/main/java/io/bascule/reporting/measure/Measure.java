package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The algebra of RTO and RPO. Every figure comes from facts and carries their ids; a missing fact
 * gives no figure and a reason, never zero.
 *
 * <pre>
 * outage   = [A, S]   A = acknowledgement of the canary's last write before the unbroken run of
 *                         failures,  S = first write that was acknowledged and read back at the
 *                         run's target and epoch. S - A is FrontDoorRestored.outageSeconds: one
 *                         monotonic clock, so A is taken to be S - outageSeconds.
 * RTO      = S - A;   at least S - F, F = begin of the first failed write. If the site that was left
 *                     took writes again before it was fenced: from the first A to the last S, and at
 *                     least the sum of what was refused.
 * phases   = A &lt;= b1 &lt;= b2 &lt;= ... &lt;= S; a phase is the time between two neighbours, so that
 *            detect + decide + fence + promote + redirect + validate = RTO, exactly:
 *              detect    ends at SuspicionRaised, or at the request of a person who was faster
 *              decide    ends at RunStarted; the wait for a person's GO is part of it, told apart
 *              fence, promote, redirect   end at StepCompleted (or StepSkipped) of that step
 *              validate  ends at S
 *            planned move: hold, stop, promote, redirect (same rule), validate.
 * fork     = (system identifier, parent timeline, W) of the PROMOTE evidence. Positions of
 *            different systems or timelines are never compared.
 * lost     = commits of that line whose END &gt; W, strictly; END = W is kept.
 *   bounds   until the old site is read: at least the ledger's lost commits; at most the seconds of
 *            RunStarted's estimate, and the bytes from W to the end of the old server's log as FENCE
 *            found it. For good if synchronous_commit was off for anybody: then at least the tail.
 *   exact    once a later failback has listed the tail (all parts, CAPTURE_TAIL says exact) and
 *            xids(ledger, END &gt; W) is a subset of xids(tail). Any disagreement: no figure.
 *   planned  exact 0 if the target forked strictly after the old primary's shutdown checkpoint and
 *            the ledger knows no commit after the fork.
 * RPO      = newest commit time of the lost - newest commit time of the kept (ledger, END &lt;= W),
 *            not below 0; 0 if nothing is lost. Commit times are not in the order of positions. If
 *            the ledger may miss kept commits, the difference is an upper bound only.
 * </pre>
 *
 * <p><b>Clocks.</b> Boundaries are the times of the coordinator's facts (the envelope's time), not
 * the executors' {@code finishedAt}: so all of them but S are by one clock, and the way of a report
 * to the coordinator counts to the step that it reports. S and A are by the monitor's clock. The
 * two may differ: a boundary outside of [A, S], or before its predecessor, is clamped and the phase
 * says so. The sum is never touched by it, nor is the RTO. An executor's {@code finishedAt} is used
 * only against its own {@code startedAt}.
 */
public final class Measure {

    private Measure() {}

    /** Every run of the application, in the order in which they began. */
    public static List<RunMeasurement> runs(ApplicationFacts facts, BulkFacts bulk) {
        return RunFacts.of(facts).stream().map(run -> run(run, bulk)).toList();
    }

    /** One run. */
    public static RunMeasurement run(RunFacts run, BulkFacts bulk) {
        var outage = OutageMeasure.of(run);
        var phases = PhaseMeasure.of(run, outage.orElse(null));
        var loss = LossMeasure.of(run, bulk);
        var outcome = run.outcome();
        var awaiting = awaiting(run, outcome, outage, loss);
        var startedAt = run.started().map(EventEnvelope::time).orElse(null);
        Instant before = outage.map(Outage::startedAt).orElse(startedAt);
        return new RunMeasurement(
                run.all().application(),
                run.runId(),
                run.kind(),
                run.from(),
                run.to(),
                run.epoch(),
                outcome,
                startedAt,
                run.ended().map(EventEnvelope::time).orElse(null),
                outage.orElse(null),
                outage.isPresent() ? "" : outageReason(run, outcome),
                phases,
                PhaseMeasure.humanWaitSeconds(run).orElse(null),
                loss,
                ProvenBackup.newest(run.all(), before).orElse(null),
                awaiting.isEmpty(),
                awaiting);
    }

    private static List<String> awaiting(
            RunFacts run, RunOutcome outcome, Optional<Outage> outage, Loss loss) {
        var awaiting = new ArrayList<String>();
        if (!outcome.isOver()) {
            awaiting.add(
                    "the end of the run: it is "
                            + outcome.name().toLowerCase(java.util.Locale.ROOT));
        }
        if (outcome == RunOutcome.ABANDONED || outcome == RunOutcome.ROLLED_BACK) {
            return awaiting;
        }
        if (outage.isEmpty()) {
            awaiting.add("FrontDoorRestored of site " + run.to() + " and epoch " + run.epoch());
        }
        if (!loss.isFinal()) {
            awaiting.add(
                    run.kind() == RunKind.FAILOVER
                            ? "the tail of "
                                    + run.from()
                                    + ": the failback captures it before anything starts there"
                            : "the evidence of STOP_PRIMARY and PROMOTE");
        }
        return awaiting;
    }

    private static String outageReason(RunFacts run, RunOutcome outcome) {
        if (outcome == RunOutcome.ABANDONED || outcome == RunOutcome.PROPOSED) {
            return "The run never started";
        }
        var interrupted = run.all().of(FrontDoorInterrupted.class).reduce((_, later) -> later);
        return "Expected FrontDoorRestored of site "
                + run.to()
                + " and epoch "
                + run.epoch()
                + " for an outage that began before the run ended, but there is none"
                + interrupted
                        .map(i ->
                                "; the newest interruption began after "
                                        + i.event().lastAcknowledgedAt()
                                        + " ("
                                        + i.id()
                                        + ")")
                        .orElse("; no interruption was seen either");
    }
}
