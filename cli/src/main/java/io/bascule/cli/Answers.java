package io.bascule.cli;

import io.bascule.cli.gateway.Answer;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Screen.Tone;
import io.bascule.cli.text.Words;
import org.jspecify.annotations.Nullable;

/** What became of a request, for people or machines, and what to type next. */
final class Answers {

    private final Talk talk;
    private final Screen screen;

    Answers(Talk talk) {
        this.talk = talk;
        this.screen = talk.screen();
    }

    /** Says it, and returns the exit code that it stands for. */
    int say(Answer answer) {
        if (talk.json()) {
            screen.json(answer);
            return code(answer);
        }
        switch (answer.outcome()) {
            case STARTED ->
                    screen.line(
                            Tone.STRONG,
                            answer.detail() == null || answer.detail().isBlank()
                                    ? name(answer) + " has started"
                                    : name(answer) + detail(": ", answer.detail()));
            case TAKEN ->
                    screen.line(
                            Tone.STRONG,
                            (answer.run() == null ? "taken" : answer.run() + ": taken")
                                    + detail(": ", answer.detail()));
            case AWAITING_APPROVAL -> {
                screen.line(
                        Tone.WARN,
                        name(answer) + " awaits GO or NO-GO" + detail(": ", answer.detail()));
                toApprove(name(answer));
            }
            case REFUSED ->
                    screen.aside(
                            "refused"
                                    + detail(" by rule ", answer.rule())
                                    + detail(": ", answer.detail()));
            case NO_ANSWER ->
                    screen.aside(
                            "Expected an answer to request "
                                    + answer.requestId()
                                    + ", but none came in time; it is published and may still be taken: look by bascule runs"
                                    + talk.sameOptions());
        }
        return code(answer);
    }

    /** What a person types to answer. */
    private void toApprove(String run) {
        var to = Commands.quoted(run) + " --reason \"...\"" + talk.sameOptions();
        screen.line(
                "  bascule approve " + to + "     (with --accept-loss if a loss is named above)");
        screen.line("  bascule reject " + to);
    }

    private static int code(Answer answer) {
        return switch (answer.outcome()) {
            case STARTED, TAKEN -> ExitCode.DONE;
            case AWAITING_APPROVAL -> ExitCode.APPROVAL;
            case REFUSED -> ExitCode.REFUSED;
            case NO_ANSWER -> ExitCode.AWAITED;
        };
    }

    private static String name(Answer answer) {
        return answer.run() == null ? "the run" : answer.run();
    }

    private static String detail(String before, @Nullable String detail) {
        return detail == null || detail.isBlank() ? "" : before + Words.printable(detail);
    }
}
