package io.bascule.contracts.event;

/**
 * The keys of a step's evidence. What a step reports is handed to the later steps of the run as
 * inputs, under the same keys. Values are text; positions as {@link io.bascule.contracts.Lsn},
 * times as ISO-8601, counts as decimal numbers.
 */
public final class StepEvidence {

    /**
     * FENCE: how the old primary is known to be fenced: {@code processes-gone}, {@code
     * word-of:NAME}.
     */
    public static final String FENCE_PROOF = "fenceProof";

    /** FENCE: when the last process of the cluster was seen to be gone. */
    public static final String FENCED_AT = "fencedAt";

    /**
     * FENCE: nothing in the old primary's log lies beyond this position; absent if its log could
     * not be looked at.
     */
    public static final String LOG_END = "logEnd";

    /** PROMOTE: system identifier of the promoted server. */
    public static final String SYSTEM_IDENTIFIER = "systemIdentifier";

    /** PROMOTE: the new timeline. */
    public static final String TIMELINE = "timeline";

    /** PROMOTE: the timeline that it left. */
    public static final String PARENT_TIMELINE = "parentTimeline";

    /** PROMOTE: where the new timeline left the old one, from the history file. */
    public static final String FORK_LSN = "forkLsn";

    /** PROMOTE: when the server first accepted writes. */
    public static final String PROMOTED_AT = "promotedAt";

    /**
     * PROMOTE: {@code ready}, or why the ledger slots could not be made before traffic was
     * admitted.
     */
    public static final String LEDGER_SLOTS = "ledgerSlots";

    /**
     * PROMOTE: commits that end after this position on the new timeline are held by the ledger
     * slot.
     */
    public static final String LEDGER_FROM_LSN = "ledgerFromLsn";

    /**
     * PROMOTE, CAPTURE_TAIL: {@code synchronous_commit} as it is configured for clients at that
     * site: the server's value, {@code off}, or {@code off for} roles and databases.
     */
    public static final String SYNCHRONOUS_COMMIT = "synchronousCommit";

    /**
     * PROMOTE, CAPTURE_TAIL: tables of the application of which no transaction is counted, each
     * with the reason; empty if there are none.
     */
    public static final String TABLES_NOT_COUNTED = "tablesNotCounted";

    /** REDIRECT: the router's own words on where traffic goes now. */
    public static final String ROUTER_STATE = "routerState";

    /** VALIDATE: when the validating write was acknowledged. */
    public static final String VALIDATED_AT = "validatedAt";

    /** CAPTURE_TAIL: where the evidence lies, a URI. */
    public static final String TAIL_URI = "tailUri";

    /** CAPTURE_TAIL: SHA-256 of the evidence, hexadecimal. */
    public static final String TAIL_SHA256 = "tailSha256";

    /** CAPTURE_TAIL: bytes of write-ahead log after the fork. */
    public static final String TAIL_WAL_BYTES = "tailWalBytes";

    /** CAPTURE_TAIL: COMMIT records after the fork, counted cold with {@code pg_waldump}. */
    public static final String TAIL_COLD_COMMITS = "tailColdCommits";

    /**
     * CAPTURE_TAIL: transactions of published tables after the fork, read warm through pgoutput.
     */
    public static final String TAIL_TRANSACTIONS = "tailTransactions";

    /**
     * CAPTURE_TAIL: {@code exact}, or why no exact number can be given; begins with {@code
     * synchronous_commit} if that alone stands in the way.
     */
    public static final String TAIL_QUALITY = "tailQuality";

    /** REWIND: {@code rewound}, {@code already-following} or {@code rebuilt}. */
    public static final String REWIND_METHOD = "rewindMethod";

    /** CATCH_UP: the source's position that the target has reached. */
    public static final String CAUGHT_UP_TO = "caughtUpTo";

    /** CLOSE_LEDGER: commits up to this position are recorded. */
    public static final String LEDGER_RECORDED_UP_TO = "ledgerRecordedUpTo";

    /**
     * STOP_PRIMARY: the shutdown checkpoint's position: a target that has replayed past it has
     * everything.
     */
    public static final String SHUTDOWN_CHECKPOINT = "shutdownCheckpoint";

    /** FOLLOW, REWIND: the timeline that is followed now. */
    public static final String FOLLOWED_TIMELINE = "followedTimeline";

    /** COMMUNICATE: channels that took the message, and those that did not. */
    public static final String COMMUNICATION = "communication";

    private StepEvidence() {}
}
