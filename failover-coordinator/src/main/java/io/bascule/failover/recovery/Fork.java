package io.bascule.failover.recovery;

import java.util.Map;

/**
 * An unplanned failover left a site behind: its database may hold commits that the active one
 * lacks, and does not follow it until it was rewound.
 *
 * @param runId the failover
 * @param left the site that was left
 * @param evidence what PROMOTE reported, keys as in {@code StepEvidence}: where the timelines part
 */
public record Fork(String runId, String left, Map<String, String> evidence) {
    public Fork {
        evidence = Map.copyOf(evidence);
    }
}
