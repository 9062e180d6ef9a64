package io.bascule.cli.text;

import io.bascule.cli.text.Screen.Tone;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headings. On a terminal a row fits its width: the last column is cut, with an
 * ellipsis; elsewhere nothing is cut.
 */
public final class Table {

    private static final String BETWEEN = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row of as many cells as there are headings. */
    public void row(String... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(
                    "Expected " + headings.size() + " cells, but found " + cells.length);
        }
        rows.add(List.of(cells));
    }

    /** Prints it; nothing but {@code whenEmpty} if it has no row. */
    public void print(Screen screen, String whenEmpty) {
        if (rows.isEmpty()) {
            screen.line(whenEmpty);
            return;
        }
        var widths = new int[headings.size()];
        measure(widths, headings);
        rows.forEach(row -> measure(widths, row));
        screen.line(Tone.QUIET, fitted(headings, widths, screen.width()));
        rows.forEach(row -> screen.line(fitted(row, widths, screen.width())));
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static String fitted(List<String> row, int[] widths, int width) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i));
            if (i < widths.length - 1) {
                line.append(" ".repeat(widths[i] - row.get(i).length())).append(BETWEEN);
            }
        }
        return cut(line.toString().stripTrailing(), width);
    }

    /** At most so many characters, with an ellipsis if something is left out. */
    public static String cut(String line, int width) {
        return line.length() <= width ? line : line.substring(0, Math.max(0, width - 1)) + "…";
    }
}
