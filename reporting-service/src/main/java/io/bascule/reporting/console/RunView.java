package io.bascule.reporting.console;

import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.report.Report;
import io.bascule.reporting.report.RunStory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A run as its page shows it.
 *
 * @param headline where it stands, in one sentence
 * @param question what a person is asked; absent if nothing is
 * @param halt why it stands still; absent if it does not
 * @param figures measured so far; absent until the run is over
 */
public record RunView(
        String runId,
        String application,
        String title,
        Badge badge,
        String headline,
        Instant begunAt,
        @Nullable Instant endedAt,
        long epoch,
        String requestedBy,
        String reason,
        @Nullable Question question,
        @Nullable Halt halt,
        List<StepLine> steps,
        List<String> observations,
        List<Report.Moment> timeline,
        @Nullable RunLine figures,
        boolean hasReport) {

    public RunView {
        steps = List.copyOf(steps);
        observations = List.copyOf(observations);
        timeline = List.copyOf(timeline);
    }

    /** What a person has to answer. */
    public record Question(
            String reason,
            String estimate,
            boolean lossToBeAccepted,
            Instant until,
            List<Commands.Command> commands) {}

    /** Why it stands still, and the ways out. */
    public record Halt(String step, String reason, Instant since, List<Commands.Command> ways) {}

    /** A step. */
    public record StepLine(
            int number,
            String kind,
            String site,
            Badge badge,
            String truth,
            int attempt,
            @Nullable Instant since,
            @Nullable Instant at,
            @Nullable Double seconds,
            List<String> evidence,
            List<String> failures) {}

    static RunView of(RunStory story, @Nullable RunMeasurement measured, boolean hasReport) {
        var run = story.facts();
        var badge = Words.outcome(story.outcome());
        var halted = story.halted();
        return new RunView(
                run.runId(),
                run.all().application(),
                Words.kind(run.kind()) + " " + run.from() + " → " + run.to(),
                badge,
                headline(story),
                story.begunAt(),
                story.over(),
                run.epoch(),
                run.requestedBy(),
                run.reason(),
                question(story),
                halted == null
                        ? null
                        : new Halt(
                                halted.event().step() + " at " + halted.event().site(),
                                halted.event().reason(),
                                halted.time(),
                                Commands.outOf(halted.event())),
                story.steps().stream().map(RunView::line).toList(),
                observations(story),
                story.timeline(),
                measured == null || !measured.outcome().isOver() ? null : RunLine.of(measured),
                hasReport);
    }

    private static String headline(RunStory story) {
        var run = story.facts();
        return switch (story.outcome()) {
            case PROPOSED -> "Waits for a person's GO or NO-GO";
            case RUNNING -> "Runs" + Cards.progress(story);
            case HALTED -> "Stands still" + Cards.progress(story);
            case COMPLETED ->
                    "Over: "
                            + run.ended()
                                    .map(e -> e.event().activeSite() + " is active")
                                    .orElse("the target is active");
            case ROLLED_BACK -> "Rolled back: " + run.from() + " is active again";
            case ABANDONED -> "Given up before it began: " + story.abandonedBecause().orElse("");
        };
    }

    private static @Nullable Question question(RunStory story) {
        ApprovalAwaited awaited = story.awaited();
        if (awaited == null) {
            return null;
        }
        var estimate = awaited.estimate();
        String quality =
                estimate.atMostSeconds() == null
                        ? "unknown"
                        : "at most "
                                + new Words().seconds(estimate.atMostSeconds())
                                + " of commits";
        String taken =
                story.approvals().isEmpty()
                        ? ""
                        : "; answered so far: "
                                + String.join(
                                        ", ",
                                        story.approvals().stream()
                                                .map(a ->
                                                        a.event().by()
                                                                + " "
                                                                + a.event()
                                                                        .verdict()
                                                                        .name()
                                                                        .toLowerCase(Locale.ROOT))
                                                .toList());
        return new Question(
                awaited.reason() + taken,
                quality,
                awaited.lossToBeAccepted(),
                awaited.until(),
                Commands.answering(awaited));
    }

    private static StepLine line(RunStory.Step step) {
        var planned = step.planned();
        return new StepLine(
                planned.index() + 1,
                planned.kind().name(),
                planned.site(),
                switch (step.state()) {
                    case DONE -> new Badge(Tone.GOOD, "done");
                    case RUNNING -> new Badge(Tone.BUSY, "running");
                    case WAITING -> new Badge(Tone.QUIET, "waiting");
                    case FAILED -> new Badge(Tone.BAD, "failed");
                    case SKIPPED -> new Badge(Tone.WARN, "skipped");
                    case NOT_DONE -> new Badge(Tone.QUIET, "not done");
                },
                StepWords.truth(planned.kind()),
                step.attempt(),
                step.since(),
                planned.at(),
                step.seconds(),
                StepWords.evidence(planned.evidence()),
                planned.failures());
    }

    private static List<String> observations(RunStory story) {
        var suspicion = story.suspicion();
        if (suspicion == null) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        suspicion
                .event()
                .observations()
                .forEach(o ->
                        lines.add(
                                o.observer()
                                        + " ("
                                        + new Words().words(o.evidence())
                                        + ", since "
                                        + new Words().millis(o.since())
                                        + " UTC): "
                                        + o.detail()));
        return lines;
    }

    /** Whether it may still go on. */
    public boolean open() {
        return endedAt == null;
    }
}
