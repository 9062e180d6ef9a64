package io.bascule.contracts.event;

import io.bascule.contracts.About;

/** What a named person decided. Only the authenticating gateway may write these. */
public sealed interface ApprovalEvent extends Event {

    /** The answer to GO / NO-GO. */
    enum Verdict {
        GO,
        NO_GO
    }

    @About("A named person answered GO or NO-GO")
    record ApprovalGiven(
            @About("Application") String application,
            @About("The run that waits for it") String runId,
            @About("GO or NO_GO") Verdict verdict,
            @About("The person") String by,
            @About("Why") String reason,
            @About("True: the person accepts a loss beyond the objective, or of unknown size")
                    boolean acceptsLoss)
            implements ApprovalEvent {

        @Override
        public String subject() {
            return application;
        }
    }
}
