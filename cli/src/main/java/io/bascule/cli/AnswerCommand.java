package io.bascule.cli;

import io.bascule.contracts.event.ApprovalEvent.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;

/** A person's answer to GO / NO-GO. It goes over the gateway alone, which knows who asks. */
abstract class AnswerCommand extends RequestCommand {

    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

    final int answer(String run, Verdict verdict, boolean acceptsLoss) {
        var _ = RunName.application(run);
        var fields = new LinkedHashMap<String, Object>();
        fields.put("run", run);
        fields.put("verdict", verdict.name());
        fields.put("by", by());
        fields.put("reason", reason());
        fields.put("acceptsLoss", acceptsLoss);
        var sent = Instant.now();
        return say(gateway().approve(fields, ANSWERED_WITHIN), sent);
    }

    /** Then another person has to answer, or the run is given up. */
    @Override
    final boolean followsWhatIsTaken() {
        return false;
    }
}
