package io.bascule.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import io.bascule.contracts.plan.SecretRef;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {

    @Test
    void everyTypeIsFoundByItsName() {
        for (Class<? extends Event> type : EventTypes.all()) {
            assertThat(EventTypes.classOf(EventTypes.typeOf(type))).contains(type);
        }
        assertThat(EventTypes.typeOf(FailoverRequested.class))
                .isEqualTo("bascule.FailoverRequested.v1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bascule.Nothing.v1", "FailoverRequested", "bascule.Commit.v1"})
    void aTypeThatIsNotOursIsNotFound(String type) {
        assertThat(EventTypes.classOf(type)).isEmpty();
    }

    @Test
    void anAbsentOptionalFieldIsLeftOut() {
        var request = new FailoverRequested("orders", null, true, "ada", "drill");

        assertThat(new String(EventJson.write(request), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"application\":\"orders\",\"planned\":true,\"requestedBy\":\"ada\",\"reason\":\"drill\"}");
    }

    @Test
    void aFieldMissingInAnInnerRecordIsNamedWithItsPath() {
        var data =
                """
                {"application":"orders","site":"frankfurt","systemIdentifier":"1","timeline":1,
                 "commits":[{"xid":7,"end":"0/10","rows":{}}]}
                """;

        assertThatThrownBy(() -> read(data, CommitsRecorded.class))
                .hasMessage("Expected field 'commits.committedAt' in Commit, but it is missing");
    }

    @Test
    void aMissingListIsNamedToo() {
        var data =
                """
                {"application":"orders","site":"frankfurt","systemIdentifier":"1","timeline":1}
                """;

        assertThatThrownBy(() -> read(data, CommitsRecorded.class))
                .hasMessage("Expected field 'commits' in CommitsRecorded, but it is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "7", "[]", "{", "\u0000", "{\"planned\":\"perhaps\"}"})
    void whatIsNoDataOfThatShapeIsRefusedInWords(String data) {
        assertThatThrownBy(() -> read(data, FailoverRequested.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected ");
    }

    @Test
    void aSecretIsNamedAndNeverHeld() {
        assertThat(new SecretRef("env:DB")).hasToString("env:DB");
        assertThatThrownBy(() -> new SecretRef("hunter2"))
                .hasMessageNotContaining("hunter2")
                .hasMessageContaining("a plan never holds a secret");
    }

    private static <E extends Event> E read(String data, Class<E> type) {
        return EventJson.read(data.getBytes(StandardCharsets.UTF_8), type);
    }
}
