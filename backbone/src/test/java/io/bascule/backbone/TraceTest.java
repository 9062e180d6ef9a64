package io.bascule.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every event is a span; what it leads to stands in the same trace. */
class TraceTest {

    private static final String FOREIGN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    private final Envelopes envelopes = new Envelopes("/test/here", Clock.systemUTC());
    private final FailbackRequested event = new FailbackRequested("orders", "ada", "repaired");

    @Test
    void aFirstCauseBeginsATraceAndWhatItLeadsToIsASpanOfIt() {
        var first = envelopes.wrap(event);
        var second = envelopes.wrap(event, first);

        assertThat(first.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(Trace.idOf(second.traceparent())).isEqualTo(Trace.idOf(first.traceparent()));
        assertThat(second.traceparent()).isNotEqualTo(first.traceparent());
        assertThat(Trace.idOf(envelopes.wrap(event).traceparent()))
                .isNotEqualTo(Trace.idOf(first.traceparent()));
    }

    @Test
    void aForeignTraceIsKeptWithItsFlags() {
        var foreign =
                new EventEnvelope<>(
                        "1", "/pipeline", Clock.systemUTC().instant(), null, null, FOREIGN, event);

        assertThat(envelopes.wrap(event, foreign).traceparent())
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                .endsWith("-00")
                .isNotEqualTo(FOREIGN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01garbage"
            })
    void aMalformedOneIsNoTrace(String malformed) {
        assertThat(Trace.idOf(malformed)).isNull();
        assertThat(Trace.follow(malformed)).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    }
}
