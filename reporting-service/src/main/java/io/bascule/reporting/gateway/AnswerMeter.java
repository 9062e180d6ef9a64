package io.bascule.reporting.gateway;

import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RequestEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/**
 * Counts answers by what was asked and what came of it. Every series is there, at 0, from the
 * start: a rate over one that appears with its first event misses that event.
 */
@Component
final class AnswerMeter {

    private final MeterRegistry meters;

    AnswerMeter(MeterRegistry meters) {
        this.meters = meters;
        for (var request : RequestEvent.class.getPermittedSubclasses()) {
            begin(request, Answer.Outcome.values());
        }
        begin(ApprovalGiven.class, Answer.Outcome.values());
        begin(PlanApplied.class, PlanAnswer.Outcome.values());
    }

    private void begin(Class<?> asked, Enum<?>[] outcomes) {
        for (var outcome : outcomes) {
            var _ = counter(asked, outcome);
        }
    }

    /** One answer more. */
    void count(Class<?> asked, Enum<?> outcome) {
        counter(asked, outcome).increment();
    }

    private Counter counter(Class<?> asked, Enum<?> outcome) {
        return Counter.builder("dr.gateway.answers")
                .description("Answers to requests, approvals and plans that came over HTTP")
                .tag("type", asked.getSimpleName())
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(meters);
    }
}
