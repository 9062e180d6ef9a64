package io.bascule.cli;

import io.bascule.cli.gateway.Gateway;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Screen.Tone;
import io.bascule.cli.text.Words;
import io.bascule.contracts.EventJson;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Shows a run by asking for its report twice a second, where only the gateway is known: it offers
 * nothing else that tells each step.
 */
final class FollowingOverHttp {

    private static final Duration EVERY = Duration.ofMillis(500);

    private final Talk talk;
    private final Screen screen;
    private final Duration atMost;
    private final Set<String> shown = new HashSet<>();

    FollowingOverHttp(Talk talk, Duration atMost) {
        this.talk = talk;
        this.screen = talk.screen();
        this.atMost = atMost;
    }

    int run(String run) {
        var gateway = new Gateway(talk.platform());
        long end = System.nanoTime() + atMost.toNanos();
        while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
            var code = look(gateway, run);
            if (code != null) {
                return code;
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
        screen.aside(
                "Expected %s to end within %s, but it has not; it goes on: bascule follow %s%s"
                        .formatted(
                                run,
                                Words.duration(atMost),
                                Commands.quoted(run),
                                talk.sameOptions()));
        return ExitCode.AWAITED;
    }

    private @Nullable Integer look(Gateway gateway, String run) {
        JsonNode report;
        try {
            report = EventJson.mapper().readTree(gateway.report(run, "json").text());
        } catch (TalkException e) {
            // The reporting side may hear of a new run a moment later.
            if (e.kind() == TalkException.Kind.UNKNOWN && shown.add("unknown")) {
                return null;
            }
            throw e;
        }
        for (var step : report.path("steps")) {
            show(report, step);
        }
        var outcome = report.path("outcome").asString("");
        return switch (outcome) {
            case "COMPLETED" -> ended(run, "is over", ExitCode.DONE);
            case "ROLLED_BACK" -> ended(run, "was rolled back", ExitCode.GIVEN_UP);
            case "ABANDONED" -> ended(run, "was given up", ExitCode.GIVEN_UP);
            case "HALTED" -> ended(run, "stands still", ExitCode.HALTED);
            default -> null;
        };
    }

    private void show(JsonNode report, JsonNode step) {
        var state = step.path("state").asString("");
        var key = step.path("index") + " " + state + " " + step.path("attempts");
        if (state.isEmpty() || state.equals("not done") || !shown.add(key)) {
            return;
        }
        if (talk.json()) {
            screen.json(step);
            return;
        }
        var at = step.path("at").asString("");
        var started = report.path("startedAt").asString("");
        var elapsed =
                at.isEmpty() || started.isEmpty()
                        ? "          "
                        : String.format(
                                Locale.ROOT,
                                "%+8.3f s",
                                Duration.between(Instant.parse(started), Instant.parse(at))
                                                .toNanos()
                                        / 1e9);
        screen.line(
                "%s  %s at %s is %s"
                        .formatted(
                                screen.toned(Tone.QUIET, elapsed),
                                step.path("kind").asString(""),
                                step.path("site").asString(""),
                                screen.toned(state.equals("done") ? Tone.PLAIN : Tone.BAD, state)));
        step.path("failures")
                .forEach(failure -> screen.line(Tone.BAD, "            " + failure.asString("")));
    }

    private int ended(String run, String how, int code) {
        if (!talk.json()) {
            screen.line("%s %s".formatted(run, how));
            screen.line(
                    "  bascule report %s%s".formatted(Commands.quoted(run), talk.sameOptions()));
        }
        return code;
    }
}
