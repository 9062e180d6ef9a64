package io.bascule.reporting.measure;

import io.bascule.contracts.event.LedgerEvent.LedgerGapFound;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import java.util.List;
import java.util.Optional;

/** Which transactions a run lost, as far as its facts prove it; the rules are {@link Measure}'s. */
final class LossMeasure {

    private LossMeasure() {}

    static Loss of(RunFacts run, BulkFacts bulk) {
        var draft = new LossDraft(run);
        if (run.started().isEmpty()) {
            return draft.none("The run never started: nothing was promoted", "nothing", true);
        }
        if (run.outcome() == RunOutcome.ROLLED_BACK) {
            return draft.none(
                    "The run was rolled back before anything was promoted", "nothing", true);
        }
        var promoted = run.completed(StepKind.PROMOTE);
        if (promoted.isEmpty()) {
            return draft.none("Expected StepCompleted of PROMOTE, but there is none", "", false);
        }
        draft.proof(promoted.get().id());
        var evidence = new Evidence(promoted.get().event().evidence());
        Optional<Loss.Line> line = line(evidence);
        if (line.isEmpty()) {
            return draft.none(
                    "Expected PROMOTE to say system identifier, parent timeline and fork, but its evidence lacks one",
                    "",
                    false);
        }
        draft.line(line.get());
        noteGaps(run, line.get(), draft);
        var ledger = LedgerCount.of(line.get(), bulk);
        draft.ledger(ledger);
        if (run.kind() == RunKind.FAILOVER) {
            noteUncounted(run, evidence, draft);
            noteLogEnd(run, line.get(), draft);
            return ForensicLoss.of(
                    run, line.get(), ledger, Tail.of(line.get(), bulk), evidence, draft);
        }
        return planned(run, line.get(), ledger, draft);
    }

    private static Optional<Loss.Line> line(Evidence evidence) {
        var system = evidence.text(StepEvidence.SYSTEM_IDENTIFIER);
        var timeline = evidence.number(StepEvidence.PARENT_TIMELINE);
        var fork = evidence.lsn(StepEvidence.FORK_LSN);
        if (system.isEmpty() || timeline.isEmpty() || fork.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Loss.Line(system.get(), Math.toIntExact(timeline.getAsLong()), fork.get()));
    }

    /** The old server's own word, as soon as there is one, else the promoted one's. */
    private static void noteUncounted(RunFacts run, Evidence promotion, LossDraft draft) {
        run.captures().stream()
                .flatMap(captured ->
                        new Evidence(captured.event().evidence())
                                .text(StepEvidence.TABLES_NOT_COUNTED).stream())
                .findFirst()
                .or(() -> promotion.text(StepEvidence.TABLES_NOT_COUNTED))
                .filter(tables -> !tables.isEmpty())
                .ifPresent(tables ->
                        draft.note(
                                "Not counted: transactions that changed only these tables, "
                                        + tables
                                        + ". They are copied to the other site as any other, but how many of their rows were lost is not known"));
    }

    private static void noteLogEnd(RunFacts run, Loss.Line line, LossDraft draft) {
        run.completed(StepKind.FENCE)
                .ifPresent(fenced ->
                        new Evidence(fenced.event().evidence())
                                .lsn(StepEvidence.LOG_END)
                                .filter(end -> !line.fork().isAfter(end))
                                .ifPresent(end -> {
                                    draft.proof(fenced.id());
                                    draft.atMostBytes(end.minus(line.fork()));
                                }));
    }

    private static void noteGaps(RunFacts run, Loss.Line line, LossDraft draft) {
        List<LedgerGapFound> gaps =
                run.all()
                        .of(LedgerGapFound.class)
                        .map(e -> e.event())
                        .filter(g -> g.systemIdentifier().equals(line.systemIdentifier()))
                        .filter(g -> g.timeline() == line.timeline())
                        .toList();
        for (LedgerGapFound gap : gaps) {
            draft.note(
                    "The ledger has a gap on timeline "
                            + gap.timeline()
                            + ": commits after "
                            + gap.from()
                            + " may be missing from it ("
                            + gap.reason()
                            + "); the cross-check covers only what it has");
        }
        draft.gapBeforeFork(gaps.stream().anyMatch(g -> !g.from().isAfter(line.fork())));
    }

    /**
     * A planned move loses nothing if the target left the old line strictly after the position of
     * the old primary's shutdown checkpoint: that record is the last one the old primary wrote.
     */
    private static Loss planned(RunFacts run, Loss.Line line, LedgerCount ledger, LossDraft draft) {
        var stopped = run.completed(StepKind.STOP_PRIMARY);
        if (stopped.isEmpty()) {
            return draft.none(
                    "Expected StepCompleted of STOP_PRIMARY, but there is none", "", false);
        }
        draft.proof(stopped.get().id());
        var checkpoint =
                new Evidence(stopped.get().event().evidence())
                        .lsn(StepEvidence.SHUTDOWN_CHECKPOINT);
        if (checkpoint.isEmpty()) {
            return draft.none(
                    "Expected STOP_PRIMARY to say the shutdown checkpoint's position, but its evidence lacks it",
                    "",
                    true);
        }
        if (!line.fork().isAfter(checkpoint.get())) {
            return draft.none(
                    "Expected the target to fork after the shutdown checkpoint "
                            + checkpoint.get()
                            + ", but it forked at "
                            + line.fork(),
                    "shutdown checkpoint against fork",
                    true);
        }
        if (ledger.lost() > 0) {
            ledger.lostRecords().named().forEach(draft::proof);
            return draft.none(
                    "Expected no commit after the fork "
                            + line.fork()
                            + ", but the ledger has "
                            + ledger.lost(),
                    "shutdown checkpoint against fork, cross-checked with the ledger",
                    true);
        }
        run.completed(StepKind.CLOSE_LEDGER).ifPresent(e -> draft.proof(e.id()));
        return draft.nothingLost(
                "The target forked at "
                        + line.fork()
                        + ", strictly after the old primary's shutdown checkpoint "
                        + checkpoint.get()
                        + ", and the ledger knows no commit after it");
    }
}
