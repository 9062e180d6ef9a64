package io.bascule.failover.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.RequestEvent;
import org.jspecify.annotations.Nullable;

/** Holds a decision to its row of the table. */
final class Conformance {

    private Conformance() {}

    static void check(
            Recovery before,
            @Nullable EventEnvelope<?> cause,
            Decision.Publish decision,
            Recovery after) {
        var row = decision.transition();
        assertThat(row.from()).as(row + " happens in").contains(before.situation().kind());
        assertThat(row.signals()).as(row + " is caused by").containsAnyOf(names(cause));
        assertThat(decision.facts().stream().map(Object::getClass).map(c -> (Object) c).toList())
                .as(row + " publishes")
                .isEqualTo(java.util.List.<Object>copyOf(row.facts()));
        assertThat(row.next(before.situation().kind()))
                .as(row + " leads to")
                .contains(after.situation().kind());
    }

    private static String[] names(@Nullable EventEnvelope<?> cause) {
        if (cause == null) {
            return new String[] {"Tick"};
        }
        String type = cause.event().getClass().getSimpleName();
        return switch (cause.event()) {
            case RequestEvent _ -> new String[] {type, "Request"};
            case HealthEvent _ -> new String[] {type, "Health"};
            default -> new String[] {type};
        };
    }
}
