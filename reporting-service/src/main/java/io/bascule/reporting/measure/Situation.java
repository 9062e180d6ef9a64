package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An application at a moment: what would happen if it happened now, and how its sites stand.
 *
 * @param sites the primary first; empty without a plan
 * @param lag the newest measurement that was heard, however old
 * @param runs its measured runs, in the order of their begin
 */
public record Situation(
        Standing standing,
        Placement placement,
        List<SiteState> sites,
        @Nullable Lag lag,
        List<RunMeasurement> runs) {

    public Situation {
        sites = List.copyOf(sites);
        runs = List.copyOf(runs);
    }

    /**
     * A lag measurement.
     *
     * @param at when it was measured or heard, whichever is the earlier
     * @param fresh whether it still says something about now
     */
    public record Lag(EventEnvelope<LagMeasured> envelope, Instant at, boolean fresh) {}

    /**
     * The situation at a moment.
     *
     * @param heard what was heard of observers since the service started; it takes the place of
     *     older statements in the facts
     */
    public static Situation of(
            Standing.Basis basis,
            Placement placement,
            Collection<Voice> heard,
            @Nullable EventEnvelope<LagMeasured> newestLag,
            @Nullable Instant lagAt,
            Instant now) {
        Map<String, Voice> said = new LinkedHashMap<>();
        placement.said().forEach(voice -> said.put(voice.key(), voice));
        heard.forEach(voice -> said.put(voice.key(), voice));
        Duration counts =
                placement.plan() == null
                        ? SiteState.COUNTS
                        : placement.plan().plan().suspicion().staleAfter();
        return new Situation(
                Standing.of(basis, newestLag, lagAt, now),
                placement,
                placement.sites().stream()
                        .map(site ->
                                SiteState.of(
                                        site, role(placement, site), said.values(), counts, now))
                        .toList(),
                newestLag == null || lagAt == null
                        ? null
                        : new Lag(newestLag, lagAt, !lagAt.plus(Standing.FRESH).isBefore(now)),
                basis.runs());
    }

    private static SiteState.Role role(Placement placement, String site) {
        return placement.active() == null
                ? SiteState.Role.UNKNOWN
                : placement.active().equals(site) ? SiteState.Role.ACTIVE : SiteState.Role.STANDBY;
    }

    /** The run that is not over; the last one if there were several. */
    public Optional<RunMeasurement> openRun() {
        return runs.stream().filter(run -> !run.outcome().isOver()).reduce((_, later) -> later);
    }
}
