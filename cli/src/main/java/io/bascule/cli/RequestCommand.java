package io.bascule.cli;

import io.bascule.cli.gateway.Answer;
import io.bascule.cli.gateway.Gateway;
import io.bascule.cli.kafka.RequestsOverKafka;
import io.bascule.cli.platform.Platform;
import io.bascule.cli.platform.TalkException;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.RequestEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that asks for something, says what became of it, and may follow it to its end. */
abstract class RequestCommand extends TalkCommand {

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

    @Option(
            names = "--by",
            paramLabel = "PERSON",
            order = 800,
            description = "Who asks; default the user's name.")
    private @Nullable String by;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            order = 801,
            description = "Why; it stands in the report.")
    private @Nullable String reason;

    @Option(
            names = "--follow",
            order = 802,
            negatable = true,
            description = "Follow it to its end, or not; default on a terminal only.")
    private @Nullable Boolean follow;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            order = 803,
            defaultValue = "30m",
            converter = Span.class,
            description = "Follow it for at most this long, such as 90s; default 30m.")
    private Duration timeout = Duration.ofMinutes(30);

    @Option(
            names = "--json",
            order = 804,
            description = "Say it for machines: the answer, then each event, one per line.")
    private boolean json;

    final String by() {
        return by == null || by.isBlank() ? System.getProperty("user.name", "unknown") : by;
    }

    /** Null if none was given. */
    final @Nullable String givenReason() {
        return reason == null || reason.isBlank() ? null : reason;
    }

    final String reason() {
        var given = givenReason();
        return given == null ? "asked for on the command line" : given;
    }

    /** Asks, over the gateway or over Kafka if there is none to be reached, and says the answer. */
    final int request(RequestEvent request) {
        var sent = Instant.now();
        return say(ask(platform(), request), sent);
    }

    /** Says what became of it, and follows the run if that was wanted. */
    final int say(Answer answer, Instant sent) {
        var talk = talk();
        int code = new Answers(talk).say(answer);
        boolean follows = wantsToFollow(answer);
        return answer.run() != null && follows
                ? wanted(new Following(talk, timeout).run(answer.run(), answer.requestId(), sent))
                : code;
    }

    /**
     * Asks the backup-service, says the answer, and follows what it leads to if that was wanted.
     *
     * @param what is followed, such as {@code the restore}
     * @param end the exit code that a fact stands for, if it is the last
     */
    final int follow(
            RequestEvent request, String what, Function<BackupEvent, Optional<Integer>> end) {
        var sent = Instant.now();
        var answer = ask(platform(), request);
        int code = new Answers(talk()).say(answer);
        return answer.outcome() == Answer.Outcome.TAKEN && follows()
                ? new FollowingFacts(talk(), timeout()).run(answer.requestId(), sent, what, end)
                : code;
    }

    /** The code for an end of the run, where that end may be what was asked for. */
    int wanted(int code) {
        return code;
    }

    /** What is said to whom, and in which form. */
    final Talk talk() {
        return new Talk(platform(), screen(), json, sameOptions());
    }

    final Duration timeout() {
        return timeout;
    }

    final boolean follows() {
        return follow == null ? screen().terminal() : follow;
    }

    /** Whether something goes on when it was taken. */
    boolean followsWhatIsTaken() {
        return true;
    }

    private boolean wantsToFollow(Answer answer) {
        return switch (answer.outcome()) {
            case STARTED -> follows();
            case TAKEN -> Boolean.TRUE.equals(follow) || (followsWhatIsTaken() && follows());
            // Whoever is to say GO needs the terminal for it, unless they asked to wait.
            case AWAITING_APPROVAL -> Boolean.TRUE.equals(follow);
            case REFUSED, NO_ANSWER -> false;
        };
    }

    final Answer ask(Platform platform, RequestEvent request) {
        var brokers = platform.knownBootstrapServers();
        String trouble;
        if (platform.knowsConsole() || brokers.isEmpty()) {
            try {
                return new Gateway(platform).request(fields(request), ANSWERED_WITHIN);
            } catch (TalkException e) {
                // A request that may have been heard is not said twice.
                if (e.kind() != TalkException.Kind.NOT_CONNECTED || brokers.isEmpty()) {
                    throw e;
                }
                trouble = String.valueOf(e.getMessage());
            }
        } else {
            trouble = "nobody said where the console is";
        }
        screen().aside(trouble);
        screen().aside("the request goes over Kafka at " + brokers.get() + " instead");
        return RequestsOverKafka.ask(brokers.get(), request, ANSWERED_WITHIN);
    }

    private static Map<String, Object> fields(RequestEvent request) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("type", request.getClass().getSimpleName());
        Map<?, ?> own = EventJson.mapper().convertValue(request, Map.class);
        own.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return fields;
    }
}
