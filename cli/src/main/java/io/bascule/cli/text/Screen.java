package io.bascule.cli.text;

import io.bascule.contracts.EventJson;
import java.io.PrintWriter;

/**
 * What is written to: facts to the output, what is said besides to the errors. Colours only on a
 * terminal, and never with NO_COLOR; on a terminal lines of tables fit its width.
 */
public final class Screen {

    /** The system property by which the launcher says that the output is a terminal. */
    public static final String TERMINAL = "bascule.terminal";

    /** The system property by which the launcher says how wide it is. */
    public static final String COLUMNS = "bascule.columns";

    private static final int NARROWEST = 40;

    /** How a text is meant. */
    public enum Tone {
        PLAIN(""),
        QUIET("\033[2m"),
        GOOD("\033[32m"),
        BAD("\033[31m"),
        WARN("\033[33m"),
        STRONG("\033[1m");

        private final String begin;

        Tone(String begin) {
            this.begin = begin;
        }
    }

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;

    public Screen(PrintWriter out, PrintWriter err) {
        this(out, err, isTerminal());
    }

    Screen(PrintWriter out, PrintWriter err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** Whether a person looks at the output as it comes. */
    public static boolean isTerminal() {
        return Boolean.getBoolean(TERMINAL);
    }

    /** Whether the output may be coloured. */
    public static boolean isColoured() {
        var no = System.getenv("NO_COLOR");
        return isTerminal() && (no == null || no.isEmpty());
    }

    /** Whether a person looks at it as it comes. */
    public boolean terminal() {
        return terminal;
    }

    /** Characters of a line: the terminal's, at least 40; unbounded elsewhere. */
    public int width() {
        if (!terminal) {
            return Integer.MAX_VALUE;
        }
        int columns = Integer.getInteger(COLUMNS, 80);
        return columns <= 0 ? 80 : Math.max(NARROWEST, columns);
    }

    /** A line of facts. */
    public void line(String text) {
        out.println(text);
        // Flushes too.
        if (out.checkError()) {
            throw new OutputClosedException();
        }
    }

    /** A line of facts in a tone. */
    public void line(Tone tone, String text) {
        line(toned(tone, text));
    }

    /** A text in a tone, where colours may be. */
    public String toned(Tone tone, String text) {
        return tone == Tone.PLAIN || !terminal || !isColoured()
                ? text
                : tone.begin + text + "\033[0m";
    }

    /** Something said besides the facts. */
    public void aside(String text) {
        err.println("bascule: " + text);
        err.flush();
    }

    /** A question, without a line's end. */
    public void ask(String question) {
        err.print(question);
        err.flush();
    }

    /** A line of the errors as it is. */
    public void error(String text) {
        err.println(text);
        err.flush();
    }

    /** A document for machines, on one line. */
    public void json(Object value) {
        line(EventJson.mapper().writeValueAsString(value));
    }

    /** Bytes as they are. */
    public void text(String text) {
        out.print(text);
        out.flush();
    }
}
