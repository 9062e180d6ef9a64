package io.bascule.cli;

import io.bascule.cli.gateway.PlanAnswer;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Screen.Tone;
import io.bascule.cli.text.Words;
import io.bascule.contracts.plan.PlanReading;
import io.bascule.sandbox.world.DemoPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Applies a plan. */
@Command(
        name = "apply",
        description = {
            "Applies a plan, and waits until the coordinator accepts or refuses it.",
            "A plan with mistakes changes nothing. For a standing sandbox the placeholders of its plan are filled in."
        },
        footer = {
            "",
            "Example:",
            "  bascule apply plan.yaml",
            "",
            "With --json one document: hash, applications (application, outcome, reasons), notes,",
            "problems (line, column, message)."
        })
final class ApplyCommand extends TalkCommand {

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(20);
    private static final String ACCEPTED = "ACCEPTED";
    private static final String REFUSED = "REFUSED";

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "FILE", description = "The plan.")
    private Path file;

    @Option(names = "--json", description = "One document, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        var platform = platform();
        var text = DemoPlan.filled(TextFile.read(file), platform.placeholders());
        if (DemoPlan.read(file.toString(), text, platform.placeholders())
                instanceof PlanReading.Invalid invalid) {
            return say(
                    new PlanAnswer(
                            null,
                            List.of(),
                            List.of(),
                            invalid.problems().stream()
                                    .map(p ->
                                            new PlanAnswer.Problem(
                                                    null, p.line(), p.column(), p.message()))
                                    .toList()));
        }
        return say(gateway().apply(text, ANSWERED_WITHIN));
    }

    private int say(PlanAnswer answer) {
        var screen = screen();
        if (json) {
            screen.json(answer);
        } else {
            for (var p : answer.problems()) {
                screen.error(file + ":" + p.line() + ":" + p.column() + ": " + p.message());
            }
            if (!answer.problems().isEmpty()) {
                screen.aside("nothing was changed");
            }
            answer.applications().forEach(a -> say(screen, a));
            answer.notes().forEach(n -> screen.line(Tone.WARN, "note: " + Words.printable(n)));
            if (answer.problems().isEmpty() && answer.applications().isEmpty()) {
                screen.line("the plan has no application; nothing was to be changed");
            }
        }
        return code(answer);
    }

    private static void say(Screen screen, PlanAnswer.OfApplication application) {
        var reasons = Words.printable(String.join("; ", application.reasons()));
        var line =
                application.application()
                        + ": "
                        + Words.words(application.outcome())
                        + (reasons.isEmpty() ? "" : ": " + reasons);
        screen.line(application.outcome().equals(ACCEPTED) ? Tone.GOOD : Tone.BAD, line);
    }

    private static int code(PlanAnswer answer) {
        if (!answer.problems().isEmpty()) {
            return ExitCode.USAGE;
        }
        var outcomes =
                answer.applications().stream().map(PlanAnswer.OfApplication::outcome).toList();
        return outcomes.contains(REFUSED)
                ? ExitCode.REFUSED
                : outcomes.stream().allMatch(ACCEPTED::equals) ? ExitCode.DONE : ExitCode.AWAITED;
    }
}
