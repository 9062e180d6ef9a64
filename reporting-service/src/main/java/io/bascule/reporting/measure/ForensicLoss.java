package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import java.util.Collection;
import java.util.Optional;

/** An unplanned run: bounds until the old site is read, the exact count afterwards, or none. */
final class ForensicLoss {

    private static final String EXACT = "exact";
    private static final String ASYNCHRONOUS = "synchronous_commit";

    private ForensicLoss() {}

    static Loss of(
            RunFacts run,
            Loss.Line line,
            LedgerCount ledger,
            Collection<Tail> tails,
            Evidence promotion,
            LossDraft draft) {
        Optional<String> asynchronous = asynchronous(promotion);
        // A second capture of the same line says the same; the first whole one is the evidence.
        for (Tail tail : tails) {
            var captured = capture(run, tail);
            if (tail.isWhole() && captured.isPresent()) {
                return judged(line, ledger, tail, captured.get(), asynchronous, draft);
            }
        }
        Optional<EventEnvelope<StepCompleted>> unlisted = captureWithoutList(run, tails);
        if (unlisted.isPresent()) {
            draft.proof(unlisted.get().id());
            return draft.none(
                    quality(unlisted.get()), "the tail was captured without a list", true);
        }
        return bounds(
                ledger,
                draft,
                "The old site could not be read yet: bounds only"
                        + asynchronous.map(off -> ". " + unwritten(off)).orElse(""),
                false);
    }

    private static Optional<EventEnvelope<StepCompleted>> capture(RunFacts run, Tail tail) {
        return run.all()
                .first(
                        StepCompleted.class,
                        s -> s.step() == StepKind.CAPTURE_TAIL && s.runId().equals(tail.runId()));
    }

    /** The next capture at the site that was left, if it says that it gives no exact list. */
    private static Optional<EventEnvelope<StepCompleted>> captureWithoutList(
            RunFacts run, Collection<Tail> tails) {
        return run.captures().stream()
                .filter(s -> tails.stream().noneMatch(t -> t.runId().equals(s.event().runId())))
                .filter(s ->
                        !new Evidence(s.event().evidence())
                                .text(StepEvidence.TAIL_QUALITY)
                                .orElse("")
                                .equals(EXACT))
                .findFirst();
    }

    private static String quality(EventEnvelope<StepCompleted> captured) {
        return new Evidence(captured.event().evidence())
                .text(StepEvidence.TAIL_QUALITY)
                .map(q -> "The tail gives no exact number: " + q)
                .orElse("Expected CAPTURE_TAIL to say its quality, but its evidence lacks it");
    }

    private static Loss judged(
            Loss.Line line,
            LedgerCount ledger,
            Tail tail,
            EventEnvelope<StepCompleted> captured,
            Optional<String> atThePromoted,
            LossDraft draft) {
        draft.proof(captured.id());
        tail.records().named().forEach(draft::proof);
        var evidence = new Evidence(captured.event().evidence());
        Optional<String> asynchronous = asynchronous(evidence).or(() -> atThePromoted);
        Optional<String> disagreement =
                disagreement(line, ledger, tail, captured, evidence, asynchronous.isPresent());
        if (disagreement.isPresent()) {
            ledger.lostRecords().named().forEach(draft::proof);
            return draft.none(
                    disagreement.get(), "the old server's log against the commit ledger", true);
        }
        draft.tail(tail);
        noteOthers(tail, evidence, draft);
        if (asynchronous.isPresent()) {
            draft.note(
                    "What stands in no log is younger than the newest commit that does, but may have been acknowledged up to three times the old server's wal_writer_delay before it");
            return bounds(ledger, draft, unwritten(asynchronous.get()), true);
        }
        if (tail.transactions() == 0) {
            return draft.nothingLost(
                    "The old server's log holds no transaction of a published table after the fork "
                            + line.fork());
        }
        return draft.exact(
                tail.transactions(),
                "Transactions in the old server's log whose commit ends strictly after the fork "
                        + line.fork()
                        + " on timeline "
                        + line.timeline()
                        + "; every one that the commit ledger knows is among them");
    }

    private static Optional<String> disagreement(
            Loss.Line line,
            LedgerCount ledger,
            Tail tail,
            EventEnvelope<StepCompleted> captured,
            Evidence evidence,
            boolean asynchronous) {
        var quality = evidence.text(StepEvidence.TAIL_QUALITY).orElse("");
        if (!quality.equals(EXACT) && !(asynchronous && quality.startsWith(ASYNCHRONOUS))) {
            return Optional.of(quality(captured));
        }
        if (tail.notAfterFork() > 0) {
            return Optional.of(
                    "Expected every listed transaction to end after the fork "
                            + line.fork()
                            + ", but "
                            + tail.notAfterFork()
                            + " do not");
        }
        var said = evidence.number(StepEvidence.TAIL_TRANSACTIONS);
        if (said.isPresent() && said.getAsLong() != tail.transactions()) {
            return Optional.of(
                    "Expected a list of "
                            + said.getAsLong()
                            + " transactions, as CAPTURE_TAIL counted them, but found "
                            + tail.transactions());
        }
        var cold = evidence.number(StepEvidence.TAIL_COLD_COMMITS);
        if (cold.isPresent() && cold.getAsLong() < tail.transactions()) {
            return Optional.of(
                    "Expected at least "
                            + tail.transactions()
                            + " COMMIT records, as many as were read warm, but the cold count is "
                            + cold.getAsLong());
        }
        int unknown = ledger.lostXids().lackingIn(tail.xids());
        return unknown == 0
                ? Optional.empty()
                : Optional.of(
                        "Expected every commit of the ledger after the fork in the old server's log, but "
                                + unknown
                                + " of "
                                + ledger.lost()
                                + " are not there");
    }

    /** For whom commits were acknowledged before they were on disk; empty if for nobody. */
    private static Optional<String> asynchronous(Evidence evidence) {
        return evidence.text(StepEvidence.SYNCHRONOUS_COMMIT).filter(s -> s.startsWith("off"));
    }

    private static String unwritten(String synchronousCommit) {
        return "synchronous_commit was "
                + synchronousCommit
                + ": a transaction may have been acknowledged that stands in no log, and no tool can count those";
    }

    /** Commits that nobody misses, and those that nobody can count, are in the log too. */
    private static void noteOthers(Tail tail, Evidence evidence, LossDraft draft) {
        var cold = evidence.number(StepEvidence.TAIL_COLD_COMMITS);
        if (cold.isPresent() && cold.getAsLong() > tail.transactions()) {
            draft.note(
                    "Besides, the old server's log holds "
                            + (cold.getAsLong() - tail.transactions())
                            + " commits after the fork that changed no row of a published table: Bascule's own, changes of the schema, maintenance, and those of tables that are not counted");
        }
    }

    private static Loss bounds(
            LedgerCount ledger, LossDraft draft, String reason, boolean isFinal) {
        ledger.lostRecords().named().forEach(draft::proof);
        return draft.bounds(reason, isFinal);
    }
}
