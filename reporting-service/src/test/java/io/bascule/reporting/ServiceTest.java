package io.bascule.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.contracts.event.ReportEvent.ObjectiveBreached;
import io.bascule.contracts.event.ReportEvent.ReadinessChanged;
import io.bascule.contracts.event.ReportEvent.RecoveryMeasured;
import io.bascule.reporting.report.Report;
import io.bascule.reporting.report.ReportJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tools.jackson.databind.JsonNode;

/** The whole service on a real broker and its own database: facts in, figures and pages out. */
@NullUnmarked // the broker and the service exist while a test runs
class ServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EventCodec codec = new EventCodec();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<EventEnvelope<?>> heard = new ArrayList<>();

    @TempDir private Path folder;
    private EmbeddedKafkaBroker broker;
    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> reports;
    private ConfigurableApplicationContext service;

    @BeforeEach
    void startBroker() {
        var topics =
                java.util.Arrays.stream(Topic.values())
                        .flatMap(t -> java.util.stream.Stream.of(t.topicName(), t.deadLetterName()))
                        .toArray(String[]::new);
        broker = new EmbeddedKafkaKraftBroker(1, Topic.PARTITIONS, topics);
        broker.afterPropertiesSet();
        Map<String, Object> brokers = Map.of("bootstrap.servers", broker.getBrokersAsString());
        producer =
                new KafkaProducer<>(brokers, new ByteArraySerializer(), new ByteArraySerializer());
        var reading = new java.util.HashMap<>(brokers);
        reading.put("group.id", "listening");
        reading.put("auto.offset.reset", "earliest");
        reports =
                new KafkaConsumer<>(
                        reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        reports.subscribe(List.of(Topic.Name.REPORTS));
        startService();
    }

    @AfterEach
    void stopAll() {
        service.close();
        producer.close();
        reports.close();
        broker.destroy();
    }

    private void startService() {
        service =
                new SpringApplicationBuilder(ReportingServiceApplication.class)
                        .run(
                                "--server.port=0",
                                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                                "--bascule.reporting.data-dir=" + folder,
                                "--bascule.reporting.readiness-every=1s");
    }

    private void say(List<? extends EventEnvelope<?>> facts) throws Exception {
        for (EventEnvelope<?> fact : facts) {
            var _ = producer.send(codec.encode(fact)).get(30, TimeUnit.SECONDS);
        }
    }

    private <E extends Event> List<E> heard(Class<E> type) {
        for (var record : reports.poll(Duration.ofMillis(100))) {
            heard.add(codec.decode(record.headers(), record.value()));
        }
        return heard.stream()
                .map(EventEnvelope::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        var port = service.getEnvironment().getProperty("local.server.port");
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        return EventJson.mapper().readTree(get(path).body());
    }

    @Test
    void aRestartInTheMiddleAndDuplicatesChangeNoFigure() throws Exception {
        // given a failover that was measured, with bounds only
        var first = Disaster.survived().facts();
        var second = new ArrayList<>(Disaster.survivedAndBack(5).facts());
        second.removeAll(first);
        say(first);
        int saidBefore = saidUntilSettled();
        assertThat(heard(RecoveryMeasured.class).getLast().lossFigure())
                .isEqualTo(LossFigure.BOUNDS);
        var bounds = json("/api/runs/orders-1");
        assertThat(bounds.get("rtoSeconds").asDouble()).isEqualTo(1.25);
        assertThat(bounds.get("complete").asBoolean()).isFalse();

        // when the service is gone while the failback's facts come, twice and in another order
        service.close();
        Collections.shuffle(second, new Random(7));
        say(second);
        say(second);
        say(first);
        startService();

        // then the same run is amended, once, and the way back is measured, once
        var run = json("/api/runs/orders-1?waitSeconds=60");
        for (int asked = 0; run.path("complete").isMissingNode() && asked < 60; asked++) {
            run = json("/api/runs/orders-1?waitSeconds=1");
        }
        await().atMost(PATIENCE)
                .until(() -> json("/api/runs/orders-2").path("complete").asBoolean(false));
        run = json("/api/runs/orders-1");
        assertThat(run.get("complete").asBoolean()).isTrue();
        assertThat(run.get("lostTransactions").asLong()).isEqualTo(5);
        assertThat(run.get("rpoSeconds").asDouble()).isEqualTo(1.006);
        assertThat(json("/api/runs/orders-2").get("lostTransactions").asLong()).isZero();

        await().atMost(PATIENCE)
                .until(() ->
                        heard(RecoveryMeasured.class).stream()
                                .anyMatch(m ->
                                        m.runId().equals("orders-2")
                                                && m.lossFigure() == LossFigure.EXACT));
        await().atMost(PATIENCE)
                .until(() ->
                        heard(RecoveryMeasured.class).stream()
                                .anyMatch(m ->
                                        m.runId().equals("orders-1")
                                                && m.lossFigure() == LossFigure.EXACT));
        var said = heard(RecoveryMeasured.class);
        assertThat(
                        said.stream()
                                .filter(m ->
                                        m.runId().equals("orders-1")
                                                && m.lossFigure() == LossFigure.BOUNDS))
                .as("the bounds were not said again")
                .hasSize(saidBefore);
        assertThat(heard.stream().map(EventEnvelope::id)).doesNotHaveDuplicates();

        // and what was published is what is served
        var last =
                said.stream()
                        .filter(m -> m.runId().equals("orders-1"))
                        .reduce((_, b) -> b)
                        .orElseThrow();
        var served = get("/api/runs/orders-1/report?format=json");
        assertThat(ReportJson.sha256(served.body())).isEqualTo(last.reportHash());
        assertThat(served.headers().firstValue("X-Report-SHA256")).contains(last.reportHash());
        Report report = ReportJson.read(served.body());
        assertThat(ReportJson.write(report)).isEqualTo(served.body());
        assertThat(report.amends()).isNotNull();
    }

    @Test
    void pagesShowTheFiguresWithTheirProofs() throws Exception {
        say(Disaster.survivedAndBack(60).facts());
        await().atMost(PATIENCE)
                .until(() -> json("/api/runs/orders-1").path("complete").asBoolean(false));

        Document page = Jsoup.parse(get("/api/runs/orders-1/report").body());
        assertThat(page.select(".figure .value").eachText()).contains("1.25 s", "60");
        assertThat(page.select("svg rect")).hasSize(6);
        assertThat(page.select("code.id").eachText())
                .contains("door-2", "step-1-1", "tail-1", "ledger-0");
        assertThat(page.text()).contains("and 10 more", "What this does not show", "content equal");
        assertThat(page.select("script, link, img, iframe")).as("self-contained").isEmpty();
        assertThat(page.select("#sha256").text())
                .isEqualTo(ReportJson.sha256(get("/api/runs/orders-1/report?format=json").body()));

        assertThat(get("/api/runs/orders-1/report?format=md").body())
                .contains("| RTO | 1.25 s (at least 1.20 s) | 60 s | kept |", "`door-2`");
        assertThat(get("/api/runs/nowhere-1").statusCode()).isEqualTo(404);
        assertThat(get("/api/runs/orders-1/report?format=doc").statusCode()).isEqualTo(400);
        assertThat(Jsoup.parse(get("/").body()).text()).contains("orders", "orders-2");
        assertThat(json("/api/backups").get(0).get("proof").asString()).isEqualTo("CONTENT_EQUAL");
        var orders = json("/api/applications").get(0);
        assertThat(orders.get("rtoExposureSeconds").asDouble()).isEqualTo(1.25);
        assertThat(orders.has("rpoExposureSeconds"))
                .as("an old lag says nothing about now")
                .isFalse();
        assertThat(get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        assertThat(get("/actuator/prometheus").body())
                .contains(
                        "dr_rto_seconds{application=\"orders\",kind=\"failover\"} 1.25",
                        "dr_lost_transactions{application=\"orders\",kind=\"failover\"} 60.0",
                        "dr_objective_rpo_seconds{application=\"orders\"} 5.0");
        keepForALook(page);
    }

    private static void keepForALook(Document page) throws IOException {
        Files.writeString(Path.of("target", "report.html"), page.outerHtml());
    }

    @Test
    void breachesAndReadinessAreSaidOncePerChange() throws Exception {
        // given an objective that the outage is beyond
        var facts = Disaster.survived();
        facts.without(io.bascule.contracts.event.PlanEvent.PlanApplied.class);
        facts.with(
                "plan-2",
                "/cli/witness",
                -800_000,
                Facts.plan(Duration.ofSeconds(1), Duration.ofSeconds(5)));
        say(facts.facts());
        await().atMost(PATIENCE).until(() -> !heard(ObjectiveBreached.class).isEmpty());
        await().atMost(PATIENCE).until(() -> !heard(ReadinessChanged.class).isEmpty());
        int saidBefore = saidUntilSettled();
        await().atMost(PATIENCE)
                .until(() -> heard(ReadinessChanged.class).getLast().findings().size() == 2);
        int readinessBefore = heard(ReadinessChanged.class).size();
        var readiness = heard(ReadinessChanged.class).getLast();
        assertThat(readiness.ready()).isFalse();
        assertThat(readiness.findings())
                .anySatisfy(f -> assertThat(f).contains("1.3 s; the objective is 1.0 s"));

        // when the service starts again and the end of the run is said again under another id
        service.close();
        startService();
        say(
                List.of(
                        new EventEnvelope<>(
                                "run-1-end-again",
                                "/failover-coordinator/witness",
                                Disaster.T0.plusSeconds(2),
                                null,
                                null,
                                null,
                                new RunCompleted(
                                        "orders",
                                        "orders-1",
                                        1,
                                        RunKind.FAILOVER,
                                        false,
                                        "paris",
                                        "frankfurt"))));
        say(List.of(proposed()));
        await().atMost(PATIENCE).until(() -> get("/api/runs/orders-9").statusCode() == 200);
        await().atMost(PATIENCE)
                .until(() -> heard(ReadinessChanged.class).size() > readinessBefore);

        // then the new run alone is news
        assertThat(heard(ReadinessChanged.class)).hasSize(readinessBefore + 1);
        assertThat(heard(ReadinessChanged.class).getLast().findings())
                .contains("Run orders-9 is proposed");
        assertThat(heard(ObjectiveBreached.class)).hasSize(1);
        assertThat(heard(RecoveryMeasured.class)).hasSize(saidBefore);
    }

    /** All facts of the failover are in: what is said until then may have grown step by step. */
    private int saidUntilSettled() {
        await().atMost(PATIENCE)
                .until(() ->
                        heard(RecoveryMeasured.class).stream()
                                .anyMatch(m ->
                                        m.phaseSeconds().size() == 6
                                                && Objects.equals(m.rtoSeconds(), 1.25)
                                                && Objects.equals(
                                                        m.lostTransactionsAtLeast(), 2L)));
        return heard(RecoveryMeasured.class).size();
    }

    private static EventEnvelope<?> proposed() {
        return new EventEnvelope<>(
                "asked",
                "/failover-coordinator/witness",
                Disaster.T0.plusSeconds(3),
                null,
                null,
                null,
                new ApprovalAwaited(
                        "orders",
                        "orders-9",
                        RunKind.FAILOVER,
                        "paris",
                        "frankfurt",
                        true,
                        "the target is staler than the objective",
                        new LossEstimate(LagQuality.UNKNOWN, null, null, null),
                        Disaster.T0.plusSeconds(900),
                        null,
                        "automatic",
                        null));
    }
}
