package io.bascule.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;

/** What a machine reads of a line of log. */
class JsonLogFormatTest {

    private final MockEnvironment environment =
            new MockEnvironment()
                    .withProperty("spring.application.name", "some-service")
                    .withProperty("bascule.place", "paris");

    @Test
    void aLineSaysWhoWhereAndWhichEventAndRunItIsAbout() {
        var envelope =
                new Envelopes("/test/here", Clock.systemUTC())
                        .wrap(new FailbackRequested("orders", "ada", "why"), null, "orders-7");
        JsonNode line;
        try (var _ = LogContext.of(envelope)) {
            line =
                    logged(log ->
                            log.atWarn()
                                    .addKeyValue("epoch", 7)
                                    .setCause(new IllegalStateException("two\nlines"))
                                    .log("It {}", "happened"));
        }

        assertThat(line.path("service.name").asString()).isEqualTo("some-service");
        assertThat(line.path("place").asString()).isEqualTo("paris");
        assertThat(line.path("log.level").asString()).isEqualTo("WARN");
        assertThat(line.path("message").asString()).isEqualTo("It happened");
        assertThat(line.path("application").asString()).isEqualTo("orders");
        assertThat(line.path("runId").asString()).isEqualTo("orders-7");
        assertThat(line.path("eventId").asString()).isEqualTo(envelope.id());
        assertThat(line.path("trace.id").asString()).isEqualTo(Trace.idOf(envelope.traceparent()));
        assertThat(line.path("epoch").asInt()).isEqualTo(7);
        assertThat(line.path("error.stack_trace").asString()).contains("JsonLogFormatTest");
        assertThat(MDC.getCopyOfContextMap()).as("nothing is left").isNullOrEmpty();
    }

    @Test
    void aLineIsNeverLostBecauseItsFieldsShareAName() {
        try (var _ = MDC.putCloseable("application", "orders")) {
            var line =
                    logged(log ->
                            log.atInfo()
                                    .addKeyValue("application", "billing")
                                    .addKeyValue("application", "payments")
                                    .addKeyValue("message", "not this")
                                    .log("this"));

            assertThat(line.path("application").asString()).isEqualTo("payments");
            assertThat(line.path("message").asString()).isEqualTo("this");
        }
    }

    @Test
    void theFormIsJsonUnlessAPersonWatchesOrSomethingElseIsSaid() {
        assertThat(defaultOf("json")).isEqualTo(JsonLogFormat.class.getName());
        assertThat(defaultOf("auto")).as("tests have no terminal").isEqualTo(defaultOf("json"));
        assertThat(defaultOf("text")).isNull();
        assertThatThrownBy(() -> defaultOf("xml"))
                .hasMessage("Expected bascule.log-format json, text or auto, but found xml");
    }

    private static @Nullable String defaultOf(String format) {
        var environment = new MockEnvironment().withProperty("bascule.log-format", format);
        new LogDefaults().postProcessEnvironment(environment, new SpringApplication());
        return environment.getProperty("logging.structured.format.console");
    }

    private JsonNode logged(java.util.function.Consumer<org.slf4j.Logger> logging) {
        var logger = (Logger) LoggerFactory.getLogger(JsonLogFormatTest.class);
        var appender = new ListAppender<ILoggingEvent>();
        appender.start();
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
        logger.addAppender(appender);
        try {
            logging.accept(logger);
        } finally {
            logger.detachAppender(appender);
        }
        String text = new JsonLogFormat(environment).format(List.copyOf(appender.list).getFirst());
        assertThat(text).endsWith("}\n");
        assertThat(text.strip()).as("one line").doesNotContain("\n");
        return EventJson.mapper().readTree(text);
    }
}
