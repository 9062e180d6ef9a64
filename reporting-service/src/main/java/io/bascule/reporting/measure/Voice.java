package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.Scope;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one observer says of a site, or of one application's database there.
 *
 * @param application absent if it is said of the whole site
 * @param since since when it says so, by its own clock
 * @param saidAt when it said so last, or was heard to, whichever is the earlier
 */
public record Voice(
        String site,
        @Nullable String application,
        String observer,
        String observerSite,
        boolean healthy,
        Evidence evidence,
        Instant since,
        String detail,
        Instant saidAt,
        String eventId) {

    /** The statement of an envelope; empty if it is none about a site's health. */
    public static Optional<Voice> of(EventEnvelope<?> envelope) {
        return switch (envelope.event()) {
            case HealthEvent.SiteHealthy e ->
                    Optional.of(
                            new Voice(
                                    e.site(),
                                    about(e.scope(), e.application()),
                                    e.observer(),
                                    e.observerSite(),
                                    true,
                                    e.evidence(),
                                    e.since(),
                                    e.detail(),
                                    envelope.time(),
                                    envelope.id()));
            case HealthEvent.SiteUnhealthy e ->
                    Optional.of(
                            new Voice(
                                    e.site(),
                                    about(e.scope(), e.application()),
                                    e.observer(),
                                    e.observerSite(),
                                    false,
                                    e.evidence(),
                                    e.since(),
                                    e.detail(),
                                    envelope.time(),
                                    envelope.id()));
            default -> Optional.empty();
        };
    }

    private static @Nullable String about(Scope scope, @Nullable String application) {
        return scope == Scope.APPLICATION ? application : null;
    }

    /** The same statement, said or heard at that time. */
    public Voice at(Instant time) {
        return new Voice(
                site,
                application,
                observer,
                observerSite,
                healthy,
                evidence,
                since,
                detail,
                time,
                eventId);
    }

    /** Under this key a later statement takes the place of an earlier one. */
    public String key() {
        return (application == null ? "" : application) + "\n" + site + "\n" + observer;
    }
}
