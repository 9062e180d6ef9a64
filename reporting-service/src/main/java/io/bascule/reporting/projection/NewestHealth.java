package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.reporting.measure.Voice;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * When each observer was heard last, in memory only: observers repeat themselves every few seconds,
 * so what is missing after a restart is soon said again, and what is not is unknown.
 */
@Component
final class NewestHealth {

    private static final int MOST_VOICES = 50_000;

    private final Clock clock;
    private final Map<String, Voice> newest = new ConcurrentHashMap<>();

    NewestHealth(Clock clock) {
        this.clock = clock;
    }

    void heard(EventEnvelope<?> envelope) {
        Voice.of(envelope)
                .ifPresent(voice -> {
                    if (newest.size() < MOST_VOICES || newest.containsKey(voice.key())) {
                        newest.merge(voice.key(), voice.at(notAhead(voice)), NewestHealth::later);
                    }
                });
    }

    private Instant notAhead(Voice voice) {
        Instant now = clock.instant();
        return voice.saidAt().isBefore(now) ? voice.saidAt() : now;
    }

    /** A replay or a second partition must not bring an older statement back. */
    private static Voice later(Voice before, Voice now) {
        return now.saidAt().isBefore(before.saidAt()) ? before : now;
    }

    /** What is said of an application, or of whole sites. */
    List<Voice> of(String application) {
        return newest.values().stream()
                .filter(voice ->
                        voice.application() == null || application.equals(voice.application()))
                .toList();
    }
}
