package io.bascule.cli;

import io.bascule.cli.kafka.Heard;
import io.bascule.cli.kafka.Start;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Screen.Tone;
import io.bascule.cli.text.Words;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.sandbox.demo.Narration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run as its facts come, until nothing more happens by itself; says how it ended, and what
 * to type if a person is needed. Read from Kafka; where nobody said where that is, the gateway is
 * asked.
 */
final class Following {

    /** Facts of a run that was asked for just now are not older than this, whatever the clocks. */
    private static final Duration BEFORE = Duration.ofMinutes(10);

    private static final Duration POLL = Duration.ofMillis(250);

    private final Talk talk;
    private final Screen screen;
    private final Duration atMost;

    Following(Talk talk, Duration atMost) {
        this.talk = talk;
        this.screen = talk.screen();
        this.atMost = atMost;
    }

    /**
     * Follows what a request or an approval led to.
     *
     * @param since the id of its event: what the run did before that is not shown
     * @param sent when it was sent, by this machine's clock
     */
    int run(String run, String since, Instant sent) {
        return follow(run, since, new Start.At(sent.minus(BEFORE)));
    }

    /** Follows a run from its begin. */
    int run(String run) {
        return follow(run, null, new Start.Beginning());
    }

    private int follow(String run, @Nullable String since, Start start) {
        var brokers = talk.platform().knownBootstrapServers();
        if (brokers.isEmpty()) {
            return new FollowingOverHttp(talk, atMost).run(run);
        }
        try (var log = new TopicLog(brokers.get())) {
            log.from(List.of(Topic.RECOVERY.topicName()), start);
            return follow(log, run, since);
        } catch (TalkException e) {
            boolean away = e.kind() == Kind.NOT_CONNECTED || e.kind() == Kind.UNREACHABLE;
            if (!away || !talk.platform().knowsConsole()) {
                throw e;
            }
            // What was asked for goes on, whoever looks.
            screen.aside(String.valueOf(e.getMessage()));
            screen.aside("the run is followed by asking the gateway instead");
            return new FollowingOverHttp(talk, atMost).run(run);
        }
    }

    private int follow(TopicLog log, String run, @Nullable String since) {
        var progress = new RunProgress(run);
        var filter = new Since(since);
        log.toEnd(heard -> take(progress, filter, heard));
        if (since == null && progress.state() instanceof RunProgress.State.Unheard) {
            throw new TalkException(
                    Kind.UNKNOWN,
                    "Expected a run such as orders-1, but no fact of '%s' is known; look by bascule runs%s"
                            .formatted(run, talk.sameOptions()));
        }
        long end = System.nanoTime() + atMost.toNanos();
        var watch = new BrokerWatch(log, screen);
        while (!progress.isDecided()) {
            if (System.nanoTime() > end) {
                screen.aside(
                        "Expected %s to end within %s, but it has not; it goes on: bascule follow %s%s"
                                .formatted(
                                        run,
                                        Words.duration(atMost),
                                        Commands.quoted(run),
                                        talk.sameOptions()));
                return ExitCode.AWAITED;
            }
            log.next(POLL).forEach(heard -> take(progress, filter, heard));
            watch.look();
        }
        return new RunEnd(talk).say(run, progress.state());
    }

    /** Passes over what was before an event's effect. */
    private static final class Since {
        private final @Nullable String cause;
        private boolean reached;

        Since(@Nullable String cause) {
            this.cause = cause;
            this.reached = cause == null;
        }

        boolean isReached(Heard heard) {
            reached |=
                    heard.envelope() != null
                            && Objects.equals(cause, heard.envelope().causationId());
            return reached;
        }
    }

    private void take(RunProgress progress, Since since, Heard heard) {
        var envelope = heard.envelope();
        if (envelope == null || !since.isReached(heard) || !progress.hear(envelope)) {
            return;
        }
        if (talk.json()) {
            screen.json(heard.document());
            return;
        }
        var fact = (RecoveryEvent) envelope.event();
        var elapsed =
                progress.secondsAt(envelope.time())
                        .map(s -> String.format(Locale.ROOT, "%+8.3f s", s))
                        .orElse("          ");
        var words = Narration.of(fact).map(Narration.Line::text).orElse(heard.place());
        screen.line(
                "%s %s  %s"
                        .formatted(
                                screen.toned(
                                        Tone.QUIET,
                                        Words.time(envelope.time()) + " " + Words.zoneName()),
                                screen.toned(Tone.QUIET, elapsed),
                                screen.toned(RunProgress.tone(fact), Words.printable(words))));
        if (progress.state() instanceof RunProgress.State.Awaiting waiting
                && waiting.fact().equals(fact)) {
            new RunEnd(talk).awaits(waiting.fact());
        }
    }
}
