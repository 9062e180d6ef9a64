package io.bascule.failover.recovery;

import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.RecoveryEvent.Observation;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last word of one observer on one site.
 *
 * @param since since when, by the observer's clock
 * @param saidAt when it was said, by the observer's clock
 * @param traceparent the trace of the first event that says so without a break; null if it had none
 * @param heardFirst since when the observer says so without a break, by the coordinator's clock
 * @param heardLast when it was heard last, by the coordinator's clock
 */
record Statement(
        String observer,
        String observerSite,
        String site,
        boolean healthy,
        Evidence evidence,
        Instant since,
        Instant saidAt,
        String detail,
        String eventId,
        @Nullable String traceparent,
        Instant heardFirst,
        Instant heardLast) {

    /**
     * Whether it still counts: an observer that was not heard for so long knows nothing any more.
     */
    boolean freshAt(Instant now, Duration staleAfter) {
        return Duration.between(heardLast, now).compareTo(staleAfter) <= 0;
    }

    /**
     * Whether the observer may have a word: one that stands at the site in question shares its
     * fate, and is believed only about processes that it is the parent of. Silence is no word.
     */
    boolean eligible() {
        return evidence != Evidence.SILENCE
                && (!observerSite.equals(site) || evidence == Evidence.PROCESS);
    }

    Observation asObservation() {
        return new Observation(observer, observerSite, evidence, since, detail, eventId);
    }
}
