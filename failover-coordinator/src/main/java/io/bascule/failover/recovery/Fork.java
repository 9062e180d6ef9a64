package io.bascule.failover.recovery;

import java.util.Map;

/**
 * A run left a site behind: its database may hold commits that the active one lacks, and does not
 * follow it until it was rewound.
 *
 * @param runId the unplanned failover from the site, or the run that was rolled back after PROMOTE
 *     had been commanded there
 * @param left the site that was left
 * @param evidence what PROMOTE reported, keys as in {@code StepEvidence}: where the timelines part;
 *     empty after a rollback
 */
public record Fork(String runId, String left, Map<String, String> evidence) {
    public Fork {
        evidence = Map.copyOf(evidence);
    }
}
