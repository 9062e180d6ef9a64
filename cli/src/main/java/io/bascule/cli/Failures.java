package io.bascule.cli;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.text.OutputClosedException;
import io.bascule.sandbox.world.PlanRefused;
import io.bascule.sandbox.world.SandboxException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Failures that a person can do something about are one line; others are a defect and show where.
 */
final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
            throws Exception {
        if (isEnding()) {
            // Whatever failed, failed because the process is being ended; that has been said.
            return ExitCode.AWAITED;
        }
        return switch (e) {
            case SandboxException s -> {
                command.getErr().println("bascule: " + s.getMessage());
                yield ExitCode.of(s.why());
            }
            case PlanRefused p -> {
                p.problems().forEach(problem -> command.getErr().println(Problems.line(problem)));
                yield ExitCode.USAGE;
            }
            case TalkException t -> {
                command.getErr().println("bascule: " + t.getMessage());
                yield ExitCode.of(t.kind());
            }
            case OutputClosedException _ -> ExitCode.CLOSED;
            default -> throw e;
        };
    }

    private static boolean isEnding() {
        var probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            var _ = Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }
}
