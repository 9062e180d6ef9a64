package io.bascule.cli.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What became of a request or an approval.
 *
 * @param requestId the id of its event
 * @param run the run it started or concerns; absent if there is none
 * @param rule the rule that refuses it; absent if it is not refused
 * @param detail the facts, in words; absent if there is nothing to add
 */
public record Answer(
        String requestId,
        Outcome outcome,
        String application,
        @Nullable String run,
        @Nullable String rule,
        @Nullable String detail) {

    /** How it was answered. */
    public enum Outcome {
        /** A run has started. */
        STARTED,
        /** A person has to say GO or NO-GO first. */
        AWAITING_APPROVAL,
        /** A rule refuses it; nothing was changed. */
        REFUSED,
        /** It was taken: a run goes on, a backup has begun, an answer is recorded. */
        TAKEN,
        /** It is published, but nobody answered in time. */
        NO_ANSWER
    }
}
