package io.bascule.cli;

import io.bascule.cli.text.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A question to the person at the terminal; the program's standard input is never read. */
final class Question {

    private static final Path TERMINAL = Path.of("/dev/tty");

    private Question() {}

    /** Whether the person says y or yes; no if nobody can be asked. */
    static boolean yes(Screen screen, String question) {
        try (BufferedReader terminal = Files.newBufferedReader(TERMINAL)) {
            screen.ask(question);
            var answer = terminal.readLine();
            return answer != null
                    && (answer.strip().toLowerCase(Locale.ROOT).equals("y")
                            || answer.strip().toLowerCase(Locale.ROOT).equals("yes"));
        } catch (IOException e) {
            screen.aside("Expected a terminal to ask, but: " + e + "; say --yes instead");
            return false;
        }
    }
}
