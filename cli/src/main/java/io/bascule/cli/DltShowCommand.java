package io.bascule.cli;

import io.bascule.cli.kafka.DeadLetterBox;
import io.bascule.cli.kafka.Letter;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One in full. */
@Command(
        name = "show",
        description = "Shows a dead letter in full: reason, headers and value.",
        footer = {
            "",
            "Example:",
            "  bascule dlt show requests.dlt/2@14",
            "",
            "With --json one document, with the fields of bascule dlt list TOPIC --json."
        })
final class DltShowCommand extends TalkCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "LETTER", description = "The letter, as bascule dlt list names it.")
    private String id;

    @Option(names = "--json", description = "One document, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        Letter letter;
        try (var log = new TopicLog(platform().bootstrapServers())) {
            letter = LetterName.in(DeadLetterBox.open(log, LetterName.topics(id)), id);
        }
        var screen = screen();
        if (json) {
            screen.json(letter.document());
        } else {
            show(screen, letter);
        }
        return ExitCode.DONE;
    }

    private static void show(Screen screen, Letter letter) {
        line(screen, "letter", letter.id());
        letter.readers()
                .forEach(reader -> {
                    line(screen, "reason", reader.reason());
                    line(
                            screen,
                            "put aside",
                            Words.dateTime(reader.at()) + " by " + reader.service());
                });
        line(screen, "came from", letter.origin());
        line(screen, "replayed", letter.replayed() ? "yes" : "no");
        line(screen, "key", letter.key().isEmpty() ? "none" : letter.key());
        letter.headers()
                .forEach((name, value) -> {
                    if (!name.startsWith("dr-dlt-")) {
                        line(screen, "header", name + " = " + value);
                    }
                });
        screen.line("value:");
        // A person's terminal is not to be played with by what nobody could read.
        letter.value().lines().forEach(l -> screen.line("  " + Words.printable(l)));
    }

    private static void line(Screen screen, String name, String value) {
        screen.line("%-10s %s".formatted(name, Words.printable(value)));
    }
}
