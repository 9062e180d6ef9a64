package io.bascule.cli;

import io.bascule.cli.kafka.DeadLetterBox;
import io.bascule.cli.kafka.Letter;
import io.bascule.cli.kafka.Names;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Table;
import io.bascule.cli.text.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How many there are, or each of a topic. */
@Command(
        name = "list",
        description =
                "Counts the dead letters of each topic, with the newest reason; of one topic, lists each.",
        footer = {
            "",
            "Examples:",
            "  bascule dlt list",
            "  bascule dlt list requests",
            "",
            "With --json one document per line. Of each topic: topic, letters, replayed, newestAt,",
            "newestReason. Of each letter: id, topic, at, reason, readers (service, at, reason),",
            "origin, replayed, key, headers, value.",
            "",
            "A record that several services could not read is one letter; BY names them all."
        })
final class DltListCommand extends TalkCommand {

    @Parameters(
            paramLabel = "TOPIC",
            arity = "0..1",
            description = "List each letter of this topic, such as requests.")
    private @Nullable String topic;

    @Option(names = "--json", description = "One document per line, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        var screen = screen();
        var topics = DeadLetterBox.topics(topic == null ? List.of() : List.of(Names.topic(topic)));
        DeadLetterBox box;
        try (var log = new TopicLog(platform().bootstrapServers())) {
            box = DeadLetterBox.open(log, topics);
        }
        if (topic == null) {
            count(screen, box);
        } else {
            each(screen, box);
        }
        if (box.leftOut() > 0) {
            screen.aside(
                    "%d more records were not looked at: at most %d are"
                            .formatted(box.leftOut(), DeadLetterBox.MOST));
        }
        return ExitCode.DONE;
    }

    private void count(Screen screen, DeadLetterBox box) {
        var byTopic = new TreeMap<String, List<Letter>>();
        box.letters()
                .forEach(l ->
                        byTopic.merge(
                                l.topic(),
                                List.of(l),
                                (a, b) -> {
                                    var both = new java.util.ArrayList<>(a);
                                    both.addAll(b);
                                    return both;
                                }));
        if (json) {
            byTopic.forEach((name, letters) -> screen.json(summary(name, letters)));
            return;
        }
        var table = new Table("TOPIC", "LETTERS", "REPLAYED", "NEWEST", "REASON");
        byTopic.forEach((name, letters) ->
                table.row(
                        Names.brief(name),
                        Integer.toString(letters.size()),
                        Long.toString(replayed(letters)),
                        Words.dateTime(letters.getLast().at()),
                        Words.printable(letters.getLast().reason())));
        table.print(screen, "no dead letters");
        if (!byTopic.isEmpty()) {
            screen.line(
                    Screen.Tone.QUIET,
                    "each of a topic: bascule dlt list "
                            + Names.brief(byTopic.firstKey())
                            + sameOptions());
        }
    }

    private void each(Screen screen, DeadLetterBox box) {
        if (json) {
            box.letters().forEach(l -> screen.json(l.document()));
            return;
        }
        var table = new Table("LETTER", "REPLAYED", "PUT ASIDE", "BY", "REASON");
        box.letters()
                .forEach(l ->
                        table.row(
                                l.id(),
                                l.replayed() ? "yes" : "no",
                                Words.dateTime(l.at()),
                                Words.printable(String.join(", ", l.services())),
                                Words.printable(l.reason())));
        table.print(screen, "no dead letters on " + topic);
    }

    private static Map<String, Object> summary(String topic, List<Letter> letters) {
        var summary = new LinkedHashMap<String, Object>();
        summary.put("topic", topic);
        summary.put("letters", letters.size());
        summary.put("replayed", replayed(letters));
        summary.put("newestAt", letters.getLast().at().toString());
        summary.put("newestReason", letters.getLast().reason());
        return summary;
    }

    private static long replayed(List<Letter> letters) {
        return letters.stream().filter(Letter::replayed).count();
    }
}
