package io.bascule.reporting.gateway;

import java.util.List;
import org.springframework.http.HttpStatus;

/**
 * What became of a plan.
 *
 * @param hash SHA-256 of its text, hexadecimal
 * @param applications one for each of its applications
 * @param notes what of the plan has no effect, and why
 */
record PlanAnswer(String hash, List<PartAnswer> applications, List<String> notes) {

    /** How it ended for one application. */
    enum Outcome {
        /** It holds from now on. */
        ACCEPTED,
        /** The former plan still holds. */
        REFUSED,
        /** It is published; no answer was heard in the time that the caller waited. */
        NO_ANSWER
    }

    /**
     * One application.
     *
     * @param reasons every reason of a refusal; empty otherwise
     */
    record PartAnswer(String application, Outcome outcome, List<String> reasons) {}

    HttpStatus status() {
        if (has(Outcome.REFUSED)) {
            return HttpStatus.CONFLICT;
        }
        return has(Outcome.NO_ANSWER) ? HttpStatus.ACCEPTED : HttpStatus.OK;
    }

    private boolean has(Outcome outcome) {
        return applications.stream().anyMatch(a -> a.outcome() == outcome);
    }
}
