package io.bascule.cli;

import io.bascule.cli.kafka.Heard;
import io.bascule.cli.kafka.Start;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Screen.Tone;
import io.bascule.cli.text.Words;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupProgressed;
import io.bascule.contracts.event.RestoreEvent.RestoreProgressed;
import io.bascule.sandbox.demo.Narration;
import io.bascule.sandbox.demo.Narrator;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Shows what the backup-service says to a request, as it comes: every fact that the request caused,
 * and those that these caused in turn.
 */
final class FollowingFacts {

    private static final Duration BEFORE = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Talk talk;
    private final Screen screen;
    private final Duration atMost;

    FollowingFacts(Talk talk, Duration atMost) {
        this.talk = talk;
        this.screen = talk.screen();
        this.atMost = atMost;
    }

    /**
     * Follows it until a fact ends it.
     *
     * @param requestId the id of its event
     * @param sent when it was sent, by this machine's clock
     * @param what is followed, such as {@code the restore}
     * @param end the exit code that a fact stands for, if it is the last
     */
    int run(
            String requestId,
            Instant sent,
            String what,
            Function<BackupEvent, Optional<Integer>> end) {
        var brokers = talk.platform().knownBootstrapServers();
        if (brokers.isEmpty()) {
            screen.aside(
                    "Expected to know where Kafka is, to follow "
                            + what
                            + ", but nobody said so; it goes on: give --bootstrap-servers HOST:PORT");
            return ExitCode.DONE;
        }
        Set<String> causes = new HashSet<>(Set.of(requestId));
        try (var log = new TopicLog(brokers.get())) {
            log.from(List.of(Topic.BACKUP.topicName()), new Start.At(sent.minus(BEFORE)));
            var watch = new BrokerWatch(log, screen);
            long until = System.nanoTime() + atMost.toNanos();
            while (System.nanoTime() < until) {
                for (var heard : log.next(POLL)) {
                    var ended = take(heard, causes, end);
                    if (ended.isPresent()) {
                        return ended.get();
                    }
                }
                watch.look();
            }
        }
        screen.aside(
                "Expected %s to end within %s, but it has not; it goes on: bascule events --topic backup --follow%s"
                        .formatted(what, Words.duration(atMost), talk.sameOptions()));
        return ExitCode.AWAITED;
    }

    private Optional<Integer> take(
            Heard heard, Set<String> causes, Function<BackupEvent, Optional<Integer>> end) {
        var envelope = heard.envelope();
        if (envelope == null
                || envelope.causationId() == null
                || !causes.contains(envelope.causationId())
                || !(envelope.event() instanceof BackupEvent fact)) {
            return Optional.empty();
        }
        causes.add(envelope.id());
        show(heard, envelope, fact);
        return end.apply(fact);
    }

    private void show(Heard heard, EventEnvelope<?> envelope, BackupEvent fact) {
        if (talk.json()) {
            screen.json(heard.document());
            return;
        }
        var line =
                switch (fact) {
                    case RestoreProgressed f ->
                            new Narration.Line(Narrator.Tone.QUIET, progress(f));
                    case BackupProgressed f ->
                            new Narration.Line(
                                    Narrator.Tone.QUIET,
                                    "looked at "
                                            + Words.bytes(f.bytes())
                                            + " in "
                                            + Words.seconds(f.seconds()));
                    default ->
                            Narration.of(fact)
                                    .orElse(new Narration.Line(Narrator.Tone.FACT, heard.place()));
                };
        screen.line(
                "%s  %s"
                        .formatted(
                                screen.toned(
                                        Tone.QUIET,
                                        Words.time(envelope.time()) + " " + Words.zoneName()),
                                screen.toned(tone(line.tone()), Words.printable(line.text()))));
    }

    /** How far it has come, how fast, and how long it still takes at this rate. */
    static String progress(RestoreProgressed f) {
        var words =
                new StringBuilder()
                        .append("restored ")
                        .append(Words.bytes(f.bytes()))
                        .append(" of ")
                        .append(Words.bytes(f.totalBytes()));
        if (f.bytes() > 0 && f.seconds() > 0) {
            words.append(", ")
                    .append(Words.bytes(Math.round(f.bytes() / f.seconds())))
                    .append("/s");
        }
        if (f.secondsLeft() != null) {
            words.append(", about ")
                    .append(Words.duration(Duration.ofSeconds(Math.round(f.secondsLeft()))))
                    .append(" to go");
        }
        return words.toString();
    }

    private static Tone tone(Narrator.Tone tone) {
        return switch (tone) {
            case GOOD -> Tone.GOOD;
            case BAD -> Tone.BAD;
            case QUIET -> Tone.QUIET;
            case FACT -> Tone.PLAIN;
            case HEADING -> Tone.STRONG;
        };
    }
}
