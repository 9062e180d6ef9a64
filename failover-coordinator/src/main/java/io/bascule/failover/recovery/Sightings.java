package io.bascule.failover.recovery;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.plan.ApplicationPlan.Suspicion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What observers and the lag measurement say of one application now. It is never stored: it is said
 * again every few seconds, and after a restart what was not heard is unknown.
 */
public final class Sightings {

    /** Nothing was heard yet. */
    public static final Sightings NONE = new Sightings(Map.of(), null);

    /** Observers remembered for one application; beyond that the one not heard longest goes. */
    static final int MAX_STATEMENTS = 64;

    /**
     * A statement that was said longer ago than an observer's word counts, and this much more, is
     * left over from a backlog and says nothing of now. Clocks may differ by so much.
     */
    static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

    private final Map<String, Statement> statements;
    private final @Nullable Lag lag;

    private Sightings(Map<String, Statement> statements, @Nullable Lag lag) {
        this.statements = statements;
        this.lag = lag;
    }

    /** The newest lag measurement, if there was one since the last move. */
    Optional<Lag> lag() {
        return Optional.ofNullable(lag);
    }

    /** Takes in what an event says; other events than health and lag say nothing here. */
    public Sightings hear(Instant now, EventEnvelope<?> envelope, @Nullable Suspicion bounds) {
        return switch (envelope.event()) {
            case SiteUnhealthy u ->
                    heard(
                            now,
                            bounds,
                            u.scope(),
                            new Statement(
                                    u.observer(),
                                    u.observerSite(),
                                    u.site(),
                                    false,
                                    u.evidence(),
                                    u.since(),
                                    envelope.time(),
                                    u.detail(),
                                    envelope.id(),
                                    envelope.traceparent(),
                                    now,
                                    now));
            case SiteHealthy h ->
                    heard(
                            now,
                            bounds,
                            h.scope(),
                            new Statement(
                                    h.observer(),
                                    h.observerSite(),
                                    h.site(),
                                    true,
                                    h.evidence(),
                                    h.since(),
                                    envelope.time(),
                                    h.detail(),
                                    envelope.id(),
                                    envelope.traceparent(),
                                    now,
                                    now));
            case LagMeasured measured ->
                    new Sightings(statements, Lag.newer(lag, measured, envelope));
            default -> this;
        };
    }

    /** What is known after a move: the roles have changed, so nothing said before counts. */
    public Sightings afterMove() {
        return NONE;
    }

    /** The trace in which an observer began to say what it says in that event. */
    public Optional<String> traceOf(String eventId) {
        return statements.values().stream()
                .filter(s -> s.eventId().equals(eventId))
                .flatMap(s -> Stream.ofNullable(s.traceparent()))
                .findFirst();
    }

    /** Whether somebody finds something unhealthy, so that time alone can matter. */
    public boolean restless() {
        return statements.values().stream().anyMatch(s -> !s.healthy());
    }

    private Sightings heard(
            Instant now, @Nullable Suspicion bounds, HealthEvent.Scope scope, Statement said) {
        if (bounds == null || leftOver(now, bounds, said)) {
            return this;
        }
        String key = scope + " " + said.site() + " " + said.observer();
        var before = statements.get(key);
        if (before != null && before.freshAt(now, bounds.staleAfter())) {
            if (said.saidAt().isBefore(before.saidAt())) {
                return this;
            }
            if (before.healthy() == said.healthy()) {
                said = heardSince(before, said);
            }
        }
        var next = new LinkedHashMap<>(statements);
        next.put(key, said);
        if (next.size() > MAX_STATEMENTS) {
            next.entrySet().stream()
                    .min(Comparator.comparing(e -> e.getValue().heardLast()))
                    .map(Map.Entry::getKey)
                    .ifPresent(next::remove);
        }
        return new Sightings(next, lag);
    }

    private static boolean leftOver(Instant now, Suspicion bounds, Statement said) {
        return said.saidAt().plus(bounds.staleAfter()).plus(CLOCK_TOLERANCE).isBefore(now);
    }

    private static Statement heardSince(Statement before, Statement said) {
        return new Statement(
                said.observer(),
                said.observerSite(),
                said.site(),
                said.healthy(),
                said.evidence(),
                said.since(),
                said.saidAt(),
                said.detail(),
                said.eventId(),
                before.traceparent(),
                before.heardFirst(),
                said.heardLast());
    }

    /**
     * The votes that find the site unhealthy: fresh, one per observer, by observers that may have a
     * word; the longest standing first.
     */
    List<Statement> votesAgainst(String site, Instant now, Suspicion bounds) {
        return statements.values().stream()
                .filter(s -> !s.healthy() && s.site().equals(site) && s.eligible())
                .filter(s -> s.freshAt(now, bounds.staleAfter()))
                .collect(
                        Collectors.toMap(
                                Statement::observer,
                                s -> s,
                                (a, b) -> a.heardFirst().isAfter(b.heardFirst()) ? b : a))
                .values()
                .stream()
                .sorted(
                        Comparator.comparing(Statement::heardFirst)
                                .thenComparing(Statement::observer))
                .toList();
    }

    /** How many observers find the site unhealthy now. */
    public int against(String site, Instant now, Suspicion bounds) {
        return restless() ? votesAgainst(site, now, bounds).size() : 0;
    }

    /** The votes, if they are a quorum and have been one for the plan's time; else none. */
    List<Statement> lastingQuorum(String site, Instant now, Suspicion bounds) {
        var votes = votesAgainst(site, now, bounds);
        if (votes.size() < bounds.quorum()) {
            return List.of();
        }
        var complete = votes.get(bounds.quorum() - 1).heardFirst();
        return now.isBefore(complete.plus(bounds.after())) ? List.of() : votes;
    }

    /**
     * An observer that finds the site healthy while no quorum says otherwise. Silence is not
     * enough: unknown is never healthy.
     */
    Optional<Statement> wordForHealth(String site, Instant now, Suspicion bounds) {
        if (votesAgainst(site, now, bounds).size() >= bounds.quorum()) {
            return Optional.empty();
        }
        return statements.values().stream()
                .filter(s -> s.healthy() && s.site().equals(site))
                .filter(s -> s.evidence() == Evidence.PROCESS || s.eligible())
                .filter(s -> s.freshAt(now, bounds.staleAfter()))
                .min(Comparator.comparing(Statement::observer));
    }
}
