package io.bascule.reporting.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What became of a request or an approval.
 *
 * @param requestId id of its event; every fact that it led to names it as its cause
 * @param run the run that started, waits for a person or was changed; null if there is none
 * @param rule the rule that refuses it; null if it is not refused, or by backup-service
 * @param detail the facts, and what to do; null if there is nothing to add
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record Answer(
        String requestId,
        Outcome outcome,
        String application,
        @Nullable String run,
        @Nullable String rule,
        @Nullable String detail) {

    /** How it ended, as far as it was heard in time. */
    enum Outcome {
        /** A run has started. */
        STARTED(HttpStatus.OK),
        /** A person has to say GO or NO-GO first. */
        AWAITING_APPROVAL(HttpStatus.ACCEPTED),
        /** A rule refuses it; nothing was changed. */
        REFUSED(HttpStatus.CONFLICT),
        /** It was taken and no new run came of it: resumed, cancelled, recorded, backup begun. */
        TAKEN(HttpStatus.OK),
        /** It is published; no answer was heard in the time that the caller waited. */
        NO_ANSWER(HttpStatus.ACCEPTED);

        private final HttpStatus status;

        Outcome(HttpStatus status) {
            this.status = status;
        }

        HttpStatus status() {
            return status;
        }
    }
}
