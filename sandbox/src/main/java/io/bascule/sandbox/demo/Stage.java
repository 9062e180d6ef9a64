package io.bascule.sandbox.demo;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.sandbox.demo.Narrator.Tone;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Where a demo is played: what is heard there is narrated, and can be waited for. */
public final class Stage implements AutoCloseable {

    private static final int FACTS_TOLD = 6;

    private final Narrator narrator;
    private final Feed feed;
    private final Voice voice;

    Stage(World world, Narrator narrator) {
        this.narrator = narrator;
        this.voice = new Voice(world.bootstrapServers());
        this.feed = new Feed(world.bootstrapServers(), new Teller(narrator));
    }

    Feed feed() {
        return feed;
    }

    <E extends Event> EventEnvelope<E> say(E event) throws InterruptedException {
        return voice.say(event);
    }

    /**
     * The first fact of that type which is so, now or later.
     *
     * @throws SandboxException at the deadline, with the newest facts
     */
    <E extends Event> EventEnvelope<E> await(
            String what, Duration deadline, Class<E> type, Predicate<EventEnvelope<E>> isSo)
            throws InterruptedException {
        return await(what, deadline, () -> feed.first(type, isSo));
    }

    <T> T await(String what, Duration deadline, Supplier<Optional<T>> question)
            throws InterruptedException {
        narrator.waitsFor(what);
        try {
            return feed.await(question, deadline)
                    .orElseThrow(() ->
                            new SandboxException(
                                    Cause.AWAITED,
                                    "Expected "
                                            + what
                                            + " within "
                                            + deadline.toSeconds()
                                            + " s, but it did not come; the newest facts: "
                                            + newest()));
        } finally {
            narrator.goesOn();
        }
    }

    /**
     * Like {@link #await}, for facts from a place on, but gives up at once when a run halts, is
     * abandoned or is refused from there on.
     */
    <E extends Event> EventEnvelope<E> awaitInRun(
            String what,
            Duration deadline,
            String application,
            long from,
            Class<E> type,
            Predicate<EventEnvelope<E>> isSo)
            throws InterruptedException {
        return await(
                what,
                deadline,
                () -> {
                    var found = feed.firstFrom(type, from, isSo);
                    if (found.isEmpty()) {
                        standsStill(application, from)
                                .ifPresent(why -> {
                                    throw new SandboxException(
                                            Cause.AWAITED, "Expected " + what + ", but " + why);
                                });
                    }
                    return found;
                });
    }

    @Override
    public void close() {
        feed.close();
        voice.close();
    }

    private Optional<String> standsStill(String application, long from) {
        return feed.after(from).stream()
                .filter(e -> e.subject().equals(application))
                .map(EventEnvelope::event)
                .map(event ->
                        switch (event) {
                            case RunHalted h ->
                                    h.runId() + " stands still at " + h.step() + ": " + h.reason();
                            case RunAbandoned a -> a.runId() + " was given up: " + a.reason();
                            case RequestRefused r ->
                                    "the request was refused by rule "
                                            + r.rule()
                                            + ": "
                                            + r.detail();
                            default -> "";
                        })
                .filter(why -> !why.isEmpty())
                .findFirst();
    }

    private String newest() {
        return feed.newest(FACTS_TOLD).stream()
                .map(e -> e.event().getClass().getSimpleName() + " of " + e.source())
                .collect(Collectors.joining(", "));
    }

    /** Narrates each fact; what an observer repeats is told once. */
    private static final class Teller implements Feed.Listener {

        private final Narrator narrator;
        private final Map<String, String> lastWord = new ConcurrentHashMap<>();

        Teller(Narrator narrator) {
            this.narrator = narrator;
        }

        @Override
        public void heard(EventEnvelope<?> envelope) {
            if (!isRepeated(envelope)) {
                Narration.of(envelope.event())
                        .ifPresent(line ->
                                narrator.says(line.tone(), who(envelope.source()), line.text()));
            }
        }

        @Override
        public void deadLetter(String topic, String reason) {
            narrator.says(Tone.BAD, topic, "could not be read or handled: " + reason);
        }

        private boolean isRepeated(EventEnvelope<?> envelope) {
            return switch (envelope.event()) {
                case HealthEvent.SiteHealthy e -> isLast(e.observer() + e.site(), "healthy");
                case HealthEvent.SiteUnhealthy e -> isLast(e.observer() + e.site(), "unhealthy");
                default -> false;
            };
        }

        private boolean isLast(String who, String word) {
            return word.equals(lastWord.put(who, word));
        }

        private static String who(String source) {
            var parts = source.split("/", -1);
            return parts.length < 2
                    ? source
                    : parts[1].replace("failover-", "")
                                    .replace("replication-", "")
                                    .replace("-service", "")
                            + (parts.length > 2 && !parts[2].equals(World.WITNESS)
                                    ? "@" + parts[2]
                                    : "");
        }
    }
}
