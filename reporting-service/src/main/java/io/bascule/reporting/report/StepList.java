package io.bascule.reporting.report;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.contracts.event.RecoveryEvent.RollbackStarted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.StepKind;
import io.bascule.reporting.measure.RunFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The steps of a run as planned, and what became of each. */
final class StepList {

    private StepList() {}

    static List<Report.Step> of(RunFacts run) {
        var planned = new ArrayList<Placed>();
        run.started().ifPresent(s -> place(planned, 0, s.event().steps()));
        run.own()
                .of(RollbackStarted.class)
                .forEach(r -> {
                    planned.removeIf(p -> p.index() >= r.event().index());
                    place(planned, r.event().index(), r.event().steps());
                });
        // A recipe that is known from its completed steps only still lists them.
        run.own()
                .of(StepCompleted.class)
                .map(EventEnvelope::event)
                .filter(s -> planned.stream().noneMatch(p -> p.is(s.index(), s.step())))
                .forEach(s -> planned.add(new Placed(s.index(), s.step(), s.site())));
        return planned.stream()
                .sorted(java.util.Comparator.comparingInt(Placed::index))
                .map(p -> step(run, p))
                .toList();
    }

    private record Placed(int index, StepKind kind, String site) {
        boolean is(int otherIndex, StepKind otherKind) {
            return index == otherIndex && kind == otherKind;
        }
    }

    private static void place(List<Placed> planned, int from, List<PlannedStep> steps) {
        for (int i = 0; i < steps.size(); i++) {
            planned.add(new Placed(from + i, steps.get(i).kind(), steps.get(i).site()));
        }
    }

    private static Report.Step step(RunFacts run, Placed p) {
        var completed = run.own().first(StepCompleted.class, s -> p.is(s.index(), s.step()));
        var skipped = run.own().first(StepSkipped.class, s -> p.is(s.index(), s.step()));
        var halts =
                run.own()
                        .of(RunHalted.class)
                        .filter(h -> p.is(h.event().index(), h.event().step()))
                        .toList();
        var proof = new ArrayList<String>();
        halts.forEach(h -> proof.add(h.id()));
        completed.ifPresent(c -> proof.add(c.id()));
        skipped.ifPresent(s -> proof.add(s.id()));
        List<String> failures =
                halts.stream()
                        .map(h -> "attempt " + h.event().attempt() + ": " + h.event().reason())
                        .toList();
        if (completed.isPresent()) {
            var c = completed.get().event();
            return new Report.Step(
                    p.index(),
                    p.kind(),
                    c.site(),
                    "done",
                    c.attempt(),
                    completed.get().time(),
                    Math.max(0, Duration.between(c.startedAt(), c.finishedAt()).toNanos() / 1e9),
                    new TreeMap<>(c.evidence()),
                    failures,
                    proof);
        }
        return new Report.Step(
                p.index(),
                p.kind(),
                p.site(),
                skipped.isPresent() ? "skipped" : halts.isEmpty() ? "not done" : "failed",
                halts.size(),
                skipped.map(EventEnvelope::time).orElse(null),
                null,
                skipped.map(s -> Map.of("skippedBy", s.event().by(), "why", s.event().reason()))
                        .<Map<String, String>>map(TreeMap::new)
                        .orElse(Map.of()),
                failures,
                proof);
    }
}
