package io.bascule.replication.topology;

import io.bascule.contracts.plan.ApplicationPlan;

/**
 * What is to be watched of one application.
 *
 * @param plan the accepted plan
 * @param activeSite where the application runs
 * @param epoch the newest epoch of which a fact was read
 * @param settledEpoch the newest epoch that has promoted a server or whose run is over; a ledger
 *     closed under an epoch may be opened again once that epoch is settled
 */
public record Topology(ApplicationPlan plan, String activeSite, long epoch, long settledEpoch) {

    /** Its name. */
    public String application() {
        return plan.name();
    }

    /** The site that is not active. */
    public String standbySite() {
        return plan.otherThan(activeSite);
    }
}
