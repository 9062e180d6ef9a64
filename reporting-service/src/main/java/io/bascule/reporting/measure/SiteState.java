package io.bascule.reporting.measure;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * How one site of an application stands at a moment.
 *
 * @param voices what observers say of it, by observer; those that fell silent included
 */
public record SiteState(String site, Role role, Health health, List<Heard> voices) {

    /** Without a plan that says otherwise an observer's word counts for this long. */
    public static final Duration COUNTS = Duration.ofSeconds(10);

    public SiteState {
        voices = List.copyOf(voices);
    }

    /** What runs there. */
    public enum Role {
        ACTIVE,
        STANDBY,
        /** No fact says which site is active. */
        UNKNOWN
    }

    /** What observers agree on. */
    public enum Health {
        /** Every observer that was heard lately finds it able to serve. */
        HEALTHY,
        /** Every observer that was heard lately finds it unable to serve. */
        UNHEALTHY,
        /** Observers that were heard lately contradict each other. */
        DISPUTED,
        /** No observer was heard lately: unknown is never healthy. */
        UNKNOWN
    }

    /** A voice, and whether it was heard lately enough to count. */
    public record Heard(Voice voice, boolean counts) {}

    /** The state of a site from all that is said of it. */
    public static SiteState of(
            String site, Role role, Collection<Voice> said, Duration counts, Instant now) {
        var voices =
                said.stream()
                        .filter(voice -> voice.site().equals(site))
                        .sorted(Comparator.comparing(Voice::observer))
                        .map(voice -> new Heard(voice, !voice.saidAt().plus(counts).isBefore(now)))
                        .toList();
        long healthy = voices.stream().filter(h -> h.counts() && h.voice().healthy()).count();
        long unhealthy = voices.stream().filter(h -> h.counts() && !h.voice().healthy()).count();
        Health health =
                healthy + unhealthy == 0
                        ? Health.UNKNOWN
                        : unhealthy == 0
                                ? Health.HEALTHY
                                : healthy == 0 ? Health.UNHEALTHY : Health.DISPUTED;
        return new SiteState(site, role, health, voices);
    }
}
