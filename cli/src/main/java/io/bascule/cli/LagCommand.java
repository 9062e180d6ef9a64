package io.bascule.cli;

import io.bascule.cli.kafka.Heard;
import io.bascule.cli.kafka.Start;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.cli.text.Table;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How far the standbys are behind. */
@Command(
        name = "lag",
        description =
                "Says how far each standby is behind, as it was measured last. What was not measured within 10 s is unknown.",
        footer = {
            "",
            "Example:",
            "  bascule lag orders --follow",
            "",
            "With --json one event LagMeasured per line, with the fields of bascule events --json."
        })
final class LagCommand extends TalkCommand {

    private static final Duration LOOK_BACK = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration EVERY = Duration.ofMillis(900);

    @Parameters(paramLabel = "APP", arity = "0..1", description = "The application; default all.")
    private @Nullable String application;

    @Option(
            names = {"-f", "--follow"},
            description =
                    "Go on: a line a second for each standby; --json gives every measurement.")
    private boolean follow;

    @Option(names = "--json", description = "One event per line, for machines.")
    private boolean json;

    private final Map<String, Heard> newest = new TreeMap<>();

    @Override
    public Integer call() {
        try (var log = new TopicLog(platform().bootstrapServers())) {
            var topics = List.of(Topic.REPLICATION.topicName());
            log.from(topics, new Start.At(Instant.now().minus(LOOK_BACK)));
            log.toEnd(this::keep);
            if (newest.isEmpty()) {
                // The monitor is silent for longer: what it said last still tells since when.
                log.from(topics, new Start.Beginning());
                log.toEnd(this::keep);
            }
            if (follow) {
                follow(log);
            }
        }
        if (newest.isEmpty()) {
            throw new TalkException(
                    Kind.UNKNOWN,
                    application == null
                            ? "Expected a measurement of lag, but there is none; is a plan applied and replication-monitor running?"
                            : "Expected a measurement of "
                                    + application
                                    + "'s lag, but there is none; bascule lag lists all");
        }
        if (json) {
            newest.values().forEach(heard -> screen().json(heard.document()));
        } else {
            print();
        }
        return ExitCode.DONE;
    }

    private void keep(Heard heard) {
        measured(heard)
                .ifPresent(lag ->
                        newest.put(
                                lag.application()
                                        + " "
                                        + lag.sourceSite()
                                        + " "
                                        + lag.replicaSite(),
                                heard));
    }

    private Optional<LagMeasured> measured(Heard heard) {
        return heard.envelope() != null
                        && heard.envelope().event() instanceof LagMeasured lag
                        && (application == null || application.equals(lag.application()))
                ? Optional.of(lag)
                : Optional.empty();
    }

    private void print() {
        var table =
                new Table(
                        "APPLICATION",
                        "STANDBY",
                        "BEHIND",
                        "NOT FLUSHED",
                        "QUALITY",
                        "MEASURED",
                        "DETAIL");
        newest.values().forEach(heard -> measured(heard).ifPresent(lag -> row(table, heard, lag)));
        table.print(screen(), "");
    }

    private static void row(Table table, Heard heard, LagMeasured lag) {
        var words = LagWords.of(lag, heard.time(), Instant.now());
        table.row(
                lag.application(),
                lag.replicaSite() + " of " + lag.sourceSite(),
                words.behind(),
                words.bytes(),
                words.quality(),
                words.age(),
                words.detail());
    }

    /** Runs until it is interrupted. */
    private void follow(TopicLog log) {
        var said = new TreeMap<String, Long>();
        newest.values().forEach(this::say);
        var watch = new BrokerWatch(log, screen());
        while (!Thread.currentThread().isInterrupted()) {
            for (var heard : log.next(POLL)) {
                measured(heard).filter(lag -> json || isDue(said, lag)).ifPresent(_ -> say(heard));
            }
            watch.look();
        }
    }

    private static boolean isDue(Map<String, Long> said, LagMeasured lag) {
        var key = lag.application() + " " + lag.replicaSite();
        long now = System.nanoTime();
        var before = said.get(key);
        if (before != null && now - before < EVERY.toNanos()) {
            return false;
        }
        said.put(key, now);
        return true;
    }

    private void say(Heard heard) {
        var screen = screen();
        if (json) {
            screen.json(heard.document());
        } else {
            measured(heard)
                    .map(lag -> LagWords.line(lag, heard.time()))
                    .ifPresent(line -> screen.line(Table.cut(line, screen.width())));
        }
    }
}
