package io.bascule.cli;

import io.bascule.contracts.event.RequestEvent.ResumeRequested;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Goes on with a run that stands still. */
@Command(
        name = "resume",
        description =
                "Goes on with a run that stands still: tries its step again, or passes over it.",
        footer = {
            "",
            "Examples:",
            "  bascule resume orders-3",
            "  bascule resume orders-3 --skip-step 4/1 --reason 'checked by hand'"
        })
final class ResumeCommand extends RequestCommand {

    private static final Pattern STEP = Pattern.compile("([0-9]{1,4})/([0-9]{1,6})");

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = "The run, such as orders-3.")
    private String run;

    @Option(
            names = "--skip-step",
            paramLabel = "N/ATTEMPT",
            description =
                    "Pass over the step that failed: its place in the run, and the attempt that failed, as the halt says them. Needs --reason.")
    private @Nullable String skipStep;

    @Override
    public Integer call() {
        var application = RunName.application(run);
        if (skipStep == null) {
            return request(new ResumeRequested(application, run, false, by(), reason()));
        }
        var step = STEP.matcher(skipStep);
        if (!step.matches()) {
            screen().aside(
                            "Expected --skip-step in the form N/ATTEMPT, such as 4/1, but found '"
                                    + skipStep
                                    + "'");
            return ExitCode.USAGE;
        }
        if (givenReason() == null) {
            screen().aside(
                            "Expected a reason for passing over a step, but found none; give --reason");
            return ExitCode.USAGE;
        }
        return request(
                new ResumeRequested(
                        application,
                        run,
                        true,
                        by(),
                        reason(),
                        Integer.valueOf(step.group(1)),
                        Integer.valueOf(step.group(2))));
    }
}
