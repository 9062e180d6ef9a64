package io.bascule.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** The program as a user runs it, its output kept. */
final class Shell {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** What came of a command. */
    record Ran(int code, String out, String err) {

        List<String> lines() {
            return out.lines().toList();
        }
    }

    /** Runs a command to its end. */
    static Ran run(String... arguments) {
        return new Shell().toEnd(arguments);
    }

    /** Runs a command to its end; what it says can be read meanwhile. */
    Ran toEnd(String... arguments) {
        int code =
                Bascule.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        return new Ran(code, out(), err());
    }

    /** Runs a command that does not end by itself, until the thread is interrupted. */
    Thread inBackground(String... arguments) {
        return Thread.ofPlatform().daemon().start(() -> toEnd(arguments));
    }

    /** What it said so far. */
    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
