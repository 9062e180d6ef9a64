package io.bascule.cli;

import io.bascule.cli.kafka.Heard;
import io.bascule.cli.kafka.Names;
import io.bascule.cli.kafka.Start;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Table;
import io.bascule.contracts.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What is said on the topics. */
@Command(
        name = "events",
        description = {
            "Shows what is said on the topics, straight from Kafka, one line each.",
            "Without --follow what was said within the last 10 minutes, by time; with it what is said from now on. LagMeasured, CommitsRecorded, StepCommanded and SiteHealthy come all the time and are left out unless --type, --topic or --all asks for them. What nobody can read is shown as such."
        },
        footer = {
            "",
            "Examples:",
            "  bascule events --since 2h --topic recovery",
            "  bascule events --follow --application orders",
            "",
            "With --json one document per line: topic, partition, offset, time (UTC), id, type,",
            "source, subject, causationId, correlationId, data; of what nobody can read: topic,",
            "partition, offset, time, key, unreadable (the reason), value."
        })
final class EventsCommand extends TalkCommand {

    private static final Duration POLL = Duration.ofMillis(250);

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is said, until interrupted.")
    private boolean follow;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            split = ",",
            description =
                    "Only these topics, such as recovery or dr.recovery.v1; requests.dlt for dead letters. Repeatable.")
    private List<String> topics = new ArrayList<>();

    @Option(
            names = "--application",
            paramLabel = "APP",
            description = "Only what is about this application.")
    private @Nullable String application;

    @Option(
            names = "--type",
            paramLabel = "EVENT",
            split = ",",
            description = "Only these events, such as RunStarted. Repeatable.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Span.class,
            description = "From so long ago on, such as 10m, 2h or 3d.")
    private @Nullable Duration since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Show the newest N of what was said; default 1000, at most 100000.")
    private int limit = 1_000;

    @Option(names = "--all", description = "Also what comes all the time.")
    private boolean all;

    @Option(names = "--json", description = "One document per line, for machines.")
    private boolean json;

    @Override
    public Integer call() {
        if (limit < 1 || limit > 100_000) {
            screen().aside("Expected --limit from 1 to 100000, but found " + limit);
            return ExitCode.USAGE;
        }
        var filter = EventFilter.of(application, types, all || !topics.isEmpty());
        var names =
                topics.isEmpty()
                        ? Arrays.stream(Topic.values()).map(Topic::topicName).toList()
                        : topics.stream()
                                .map(t ->
                                        t.endsWith(".dlt")
                                                ? Names.topic(t).deadLetterName()
                                                : Names.topic(t).topicName())
                                .toList();
        try (var log = new TopicLog(platform().bootstrapServers())) {
            log.from(names, start());
            var screen = screen();
            if (!json) {
                screen.line(Screen.Tone.QUIET, EventLine.heading());
            }
            var newest = new Newest(limit);
            log.toEnd(heard -> {
                if (filter.matches(heard)) {
                    newest.add(heard);
                }
            });
            newest.inOrder().forEach(this::say);
            if (newest.leftOut() > 0) {
                screen.aside(
                        "%d older ones are left out; narrow it by --since, --topic, --type, or raise --limit"
                                .formatted(newest.leftOut()));
            }
            if (follow) {
                follow(log, filter);
            }
            return ExitCode.DONE;
        }
    }

    private Start start() {
        if (since != null) {
            return new Start.At(Instant.now().minus(since));
        }
        return follow ? new Start.Now() : new Start.At(Instant.now().minus(Duration.ofMinutes(10)));
    }

    /** Runs until it is interrupted. */
    private void follow(TopicLog log, EventFilter filter) {
        var watch = new BrokerWatch(log, screen());
        while (!Thread.currentThread().isInterrupted()) {
            log.next(POLL).stream().filter(filter::matches).forEach(this::say);
            watch.look();
        }
    }

    private void say(Heard heard) {
        var screen = screen();
        if (json) {
            screen.json(heard.document());
        } else {
            screen.line(EventLine.tone(heard), Table.cut(EventLine.of(heard), screen.width()));
        }
    }
}
