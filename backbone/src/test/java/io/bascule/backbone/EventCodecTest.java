package io.bascule.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.contracts.Topic;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123456Z");

    private final EventCodec codec = new EventCodec();
    private final Envelopes envelopes =
            new Envelopes("/test/witness", Clock.fixed(NOON, ZoneOffset.UTC));

    @Test
    void anEventComesBackAsItWasWritten() {
        var cause =
                envelopes.wrap(
                        new FrontDoorInterrupted("orders", NOON, NOON.plusMillis(50), "refused"));
        var written =
                envelopes.wrap(
                        new FailoverRequested("orders", "paris", true, "ann", "drill"),
                        cause,
                        "orders-1");

        var record = codec.encode(written);

        assertThat(codec.decode(record.headers(), record.value())).isEqualTo(written);
        assertThat(record.topic()).isEqualTo("dr.requests.v1");
        assertThat(record.key()).asString(StandardCharsets.UTF_8).isEqualTo("orders");
        assertThat(header(record.headers(), "ce_type")).isEqualTo("bascule.FailoverRequested.v1");
        assertThat(header(record.headers(), "ce_causationid")).isEqualTo(cause.id());
        assertThat(header(record.headers(), "content-type")).isEqualTo("application/json");
    }

    @Test
    void healthOfASiteAndOfAnApplicationGoToTheirOwnTopics() {
        assertThat(codec.encode(envelopes.wrap(unhealthy(HealthEvent.Scope.SITE))).topic())
                .isEqualTo("dr.health.v1");
        var ofApplication = codec.encode(envelopes.wrap(unhealthy(HealthEvent.Scope.APPLICATION)));
        assertThat(ofApplication.topic()).isEqualTo("dr.application-health.v1");
        assertThat(ofApplication.key()).asString(StandardCharsets.UTF_8).isEqualTo("orders");
    }

    @Test
    void aStructuredEventIsReadAndItsEnvelopeFillsWhatARequestLeavesOut() {
        var headers =
                new RecordHeaders()
                        .add(
                                "content-type",
                                "application/cloudevents+json; charset=UTF-8"
                                        .getBytes(StandardCharsets.UTF_8));

        var read = codec.decode(headers, utf8(structured("{\"planned\": true}")));

        assertThat(read.event())
                .isEqualTo(
                        new FailoverRequested(
                                "orders", null, true, "/pipeline/7", "no reason given"));
        assertThat(read.id()).isEqualTo("42");
    }

    @Test
    void aJsonObjectWithoutAnyHeaderIsReadAsStructuredOverSeveralLinesToo() {
        var read =
                codec.decode(
                        new RecordHeaders(), utf8("\n  " + structured("{\n\"planned\": false\n}")));

        assertThat(read.event()).isInstanceOf(FailoverRequested.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "{",
                "{}",
                "[1]",
                "{\"specversion\":\"1.0\"}",
                "\u0000\u0001"
            })
    void whatIsNoEventIsRefusedWithOneReadableLine(String garbage) {
        assertThatThrownBy(() -> codec.decode(new RecordHeaders(), utf8(garbage)))
                .isInstanceOf(UnreadableEventException.class)
                .message()
                .startsWith("Expected ")
                .doesNotContain("\n");
    }

    @Test
    void whatAPersonLeavesOutIsNamedAllAtOnceOrFilledIn() {
        assertThatThrownBy(() ->
                        codec.decode(
                                new RecordHeaders(),
                                utf8("{\"type\":\"bascule.FailoverRequested.v1\"}")))
                .hasMessage(
                        "Expected a CloudEvent with the attributes specversion, id, source, type, but specversion, id, source are missing; an id is any text that no other event of the source has");

        // time, datacontenttype and a fitting content-type are not needed
        var typed =
                structured("{\"to\": \"paris\"}")
                        .replace("\"datacontenttype\":\"application/json\",", "");
        for (var type : List.of("application/json", "text/plain", "application/cloudevents+json")) {
            var headers = new RecordHeaders().add("Content-Type", utf8(type));
            assertThat(codec.decode(headers, utf8(typed)).event())
                    .isEqualTo(
                            new FailoverRequested(
                                    "orders", "paris", true, "/pipeline/7", "no reason given"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {                                       | no whole JSON object: '{'
                    "specversion": "1.0",                   | neither ce_ headers nor a JSON object: '"specversion": "1.0",'
                    }                                       | write the object on one line
                    """)
    void aLineOfAnObjectSaysThatItBelongsOnOneLine(String line, String said) {
        assertThatThrownBy(() -> codec.decode(new RecordHeaders(), utf8(line)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining(said)
                .hasMessageContaining("write the object on one line");
    }

    @Test
    void aTypeWithoutItsPrefixIsRecognisedAndNotTaken() {
        var typed = structured("{}").replace("bascule.FailoverRequested.v1", "FailoverRequested");

        assertThatThrownBy(() -> codec.decode(new RecordHeaders(), utf8(typed)))
                .hasMessageEndingWith("did you mean 'bascule.FailoverRequested.v1'?");
    }

    @Test
    void namesThatContradictEachOtherOrAreTooLongAreRefused() {
        for (var wrong :
                Map.of(
                                structured("{\"application\": \"payments\"}"),
                                "the subject is 'orders' and the data say 'payments'",
                                structured("{}").replace("\"42\"", "\"" + "4".repeat(101) + "\""),
                                "Expected an id of 1 to 100 characters",
                                structured("{}")
                                        .replace("\"orders\"", "\"" + "o".repeat(101) + "\""),
                                "but found 101 characters",
                                structured("{}").replace("/pipeline/7", "/" + "p".repeat(200)),
                                "Expected a source of at most 200")
                        .entrySet()) {
            assertThatThrownBy(() -> codec.decode(new RecordHeaders(), utf8(wrong.getKey())))
                    .isInstanceOf(UnreadableEventException.class)
                    .hasMessageContaining(wrong.getValue());
        }
    }

    @Test
    void whoMayWriteRequestsCannotSayMoreThanThat() {
        var forged = codec.encode(envelopes.wrap(unhealthy(HealthEvent.Scope.SITE)));

        assertThatThrownBy(
                        () -> codec.decode(Topic.Name.REQUESTS, forged.headers(), forged.value()))
                .hasMessage(
                        "Expected an event of dr.requests.v1, but found bascule.SiteUnhealthy.v1, which belongs to dr.health.v1");
        assertThat(codec.decode(Topic.Name.HEALTH, forged.headers(), forged.value())).isNotNull();
        assertThat(codec.decode("re-keyed", forged.headers(), forged.value())).isNotNull();
    }

    @Test
    void aMissingFieldIsNamed() {
        assertThatThrownBy(() ->
                        codec.decode(
                                new RecordHeaders(),
                                utf8(
                                        structured("{}")
                                                .replace("FailoverRequested", "CancelRequested"))))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessage("Expected field 'runId' in CancelRequested, but it is missing");
    }

    @Test
    void aFailoverThatDoesNotSayWhatItIsIsAPlannedOne() {
        var withoutData = structured("{}").replace(",\"data\":{}", "");

        assertThat(codec.decode(new RecordHeaders(), utf8(withoutData)).event())
                .isEqualTo(
                        new FailoverRequested(
                                "orders", null, true, "/pipeline/7", "no reason given"));
    }

    @Test
    void aFactThatLeavesOutANumberIsNotRead() {
        var fact =
                structured("{\"application\":\"orders\"}")
                        .replace("FailoverRequested", "FrontDoorRestored");

        assertThatThrownBy(() -> codec.decode(new RecordHeaders(), utf8(fact)))
                .isInstanceOf(UnreadableEventException.class);
    }

    @Test
    void anUnknownTypeIsNamed() {
        assertThatThrownBy(() ->
                        codec.decode(
                                new RecordHeaders(),
                                utf8(structured("{}").replace("FailoverRequested", "Nonsense"))))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessage("Expected an event type of Bascule, but found 'bascule.Nonsense.v1'");
    }

    @Test
    void idsSortByTimeAndAreOfVersionSeven() {
        var early = UuidV7.at(NOON.toEpochMilli());
        var late = UuidV7.at(NOON.toEpochMilli() + 1);

        assertThat(early.version()).isEqualTo(7);
        assertThat(early.variant()).isEqualTo(2);
        assertThat(late.toString()).isGreaterThan(early.toString());
    }

    private static SiteUnhealthy unhealthy(HealthEvent.Scope scope) {
        return new SiteUnhealthy(
                "frankfurt",
                scope,
                "orders",
                "monitor",
                "witness",
                HealthEvent.Evidence.PROBE,
                NOON,
                "refused");
    }

    private static String structured(String data) {
        return """
        {"specversion":"1.0","id":"42","source":"/pipeline/7","type":"bascule.FailoverRequested.v1",\
        "subject":"orders","datacontenttype":"application/json","data":%s}\
        """
                .formatted(data);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
