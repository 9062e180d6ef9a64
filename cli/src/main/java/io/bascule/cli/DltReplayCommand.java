package io.bascule.cli;

import io.bascule.cli.kafka.DeadLetterBox;
import io.bascule.cli.kafka.Letter;
import io.bascule.cli.kafka.Names;
import io.bascule.cli.kafka.Replay;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Words;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts dead letters back. */
@Command(
        name = "replay",
        description = {
            "Puts dead letters back onto the topic that they came from, with their key and headers.",
            "Each one that was replayed is marked, and is passed over from then on unless --again. The services handle them as if they came now.",
            "A record that several services put aside is put back once."
        },
        footer = {
            "",
            "Examples:",
            "  bascule dlt replay requests.dlt/2@14",
            "  bascule dlt replay requests --yes",
            "",
            "With --json one document per replayed letter: id, topic, reason."
        })
final class DltReplayCommand extends TalkCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(
            paramLabel = "LETTER|TOPIC",
            description = "One letter, as bascule dlt list names it, or all of a topic.")
    private String what;

    @Option(names = "--yes", description = "Do it without asking; needed off a terminal.")
    private boolean yes;

    @Option(names = "--again", description = "Also what was replayed before.")
    private boolean again;

    @Option(
            names = "--by",
            paramLabel = "PERSON",
            description = "Who replays it; default the user's name.")
    private @Nullable String by;

    @Option(names = "--json", description = "One document per letter, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        var screen = screen();
        var brokers = platform().bootstrapServers();
        List<Letter> chosen;
        try (var log = new TopicLog(brokers)) {
            chosen = chosen(log);
        }
        var letters = chosen.stream().filter(l -> again || !l.replayed()).toList();
        int before = chosen.size() - letters.size();
        if (before > 0) {
            screen.aside(
                    before
                            + (before == 1 ? " was" : " were")
                            + " replayed before and passed over; --again replays what was");
        }
        if (letters.isEmpty()) {
            screen.aside("there is nothing to replay");
            return ExitCode.DONE;
        }
        if (!yes && !agreed(screen, letters)) {
            return ExitCode.USAGE;
        }
        try (var replay = new Replay(brokers, by == null ? System.getProperty("user.name") : by)) {
            for (var letter : letters) {
                replay.replay(letter);
                say(screen, letter);
            }
        }
        return ExitCode.DONE;
    }

    private List<Letter> chosen(TopicLog log) {
        if (what.contains("/")) {
            return List.of(LetterName.in(DeadLetterBox.open(log, LetterName.topics(what)), what));
        }
        return DeadLetterBox.open(log, DeadLetterBox.topics(List.of(Names.topic(what)))).letters();
    }

    private static boolean agreed(Screen screen, List<Letter> letters) {
        screen.aside(
                "%d dead letter%s would be put back onto %s:"
                        .formatted(
                                letters.size(),
                                letters.size() == 1 ? "" : "s",
                                Names.brief(letters.getFirst().topic())));
        letters.stream()
                .limit(10)
                .forEach(l -> screen.error("  " + l.id() + "  " + Words.printable(l.reason())));
        if (letters.size() > 10) {
            screen.error("  ... and " + (letters.size() - 10) + " more");
        }
        if (!screen.terminal()) {
            screen.aside("nothing was done; say --yes to do it");
            return false;
        }
        boolean agreed = Question.yes(screen, "Replay? [y/N] ");
        if (!agreed) {
            screen.aside("nothing was done");
        }
        return agreed;
    }

    private void say(Screen screen, Letter letter) {
        if (json) {
            var document = new LinkedHashMap<String, Object>();
            document.put("id", letter.id());
            document.put("topic", letter.topic());
            document.put("reason", letter.reason());
            screen.json(document);
        } else {
            screen.line(
                    "%s was put back onto %s".formatted(letter.id(), Names.brief(letter.topic())));
        }
    }
}
