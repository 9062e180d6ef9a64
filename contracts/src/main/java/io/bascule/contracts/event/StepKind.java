package io.bascule.contracts.event;

/**
 * The steps of recipes, each documented by what is true afterwards. Whoever executes one makes it
 * true, again and again if asked, and says how it knows.
 */
public enum StepKind {
    /** The old primary can no longer acknowledge a write. By the executor at the old site. */
    FENCE,
    /**
     * The target accepts writes under the new epoch, and its ledger slots stand. By the executor at
     * the target.
     */
    PROMOTE,
    /**
     * Clients reach the target, the old one's sessions are cut, and the router says so when asked.
     * By the executor at the router.
     */
    REDIRECT,
    /**
     * A real write and read went through the front door, and the plan's checks passed. At the
     * router.
     */
    VALIDATE,
    /**
     * Everybody the plan names was told, or the failed deliveries are recorded. By
     * notification-service.
     */
    COMMUNICATE,
    /**
     * What the old primary had and the new one lacks is saved as evidence, before anything starts
     * there. By the executor at the old site.
     */
    CAPTURE_TAIL,
    /** The old primary follows the new one, on its timeline. By the executor at the old site. */
    REWIND,
    /**
     * The target has every commit that the source had acknowledged when asked. By the executor at
     * the target.
     */
    CATCH_UP,
    /**
     * A switch would be short: the target holds a slot for the old primary. By the executor at the
     * target.
     */
    PREPARE_TARGET,
    /**
     * The active primary has just checkpointed, so that its stop will be short. By its executor.
     */
    CHECKPOINT,
    /**
     * The commit ledger is drained and its reader detached from the active primary. By
     * replication-monitor.
     */
    CLOSE_LEDGER,
    /**
     * No client reaches any server through the front door; sessions are cut. By the executor at the
     * router.
     */
    HOLD_TRAFFIC,
    /**
     * The active primary is shut down cleanly and its last checkpoint position is known. By its
     * executor.
     */
    STOP_PRIMARY,
    /**
     * The former primary follows the new one without a rewind. By the executor at the former
     * primary.
     */
    FOLLOW,
    /** The former primary runs as primary again: a switch was given up. By its executor. */
    REOPEN_PRIMARY
}
