package io.bascule.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.sandbox.client.KeptBook;
import io.bascule.sandbox.standing.Answer;
import io.bascule.sandbox.standing.Control;
import io.bascule.sandbox.standing.Launch;
import io.bascule.sandbox.standing.Order;
import io.bascule.sandbox.standing.Order.Verb;
import io.bascule.sandbox.standing.Status;
import io.bascule.sandbox.standing.WorldFile;
import io.bascule.sandbox.world.LastingFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A sandbox that somebody lives with: what happened in it is still so after it was down. */
@Timeout(480)
class StandingSandboxTest {

    private static final Duration DONE = Duration.ofMinutes(2);

    /** Ports that no other world takes: those of demos begin elsewhere at random. */
    private static final int BASE = 24_000 + (int) (ProcessHandle.current().pid() % 70) * 100;

    /** The user that the servers run as must be able to pass. */
    private Path parent = Path.of("");

    @BeforeEach
    void makeParent() throws Exception {
        parent = Files.createTempDirectory("standing");
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void removeAll() throws Exception {
        if (LastingFolder.isOne(folder())) {
            var _ = ask(Verb.DOWN, null);
            LastingFolder.delete(folder());
        }
        Files.deleteIfExists(parent);
    }

    @Test
    void afterDownAndUpTheApplicationIsWhereItWasWithAllItsData(@TempDir Path profile)
            throws Exception {
        // given a sandbox whose active site was killed, so that the application runs at paris,
        // which
        // was seen at the console
        var first = up();
        assertThat(Files.getPosixFilePermissions(folder().resolve(WorldFile.NAME)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        awaitWell();
        awaitExactLag(first.bootstrapServers());
        try (var onlooker = Onlooker.at(first.console(), profile, "frankfurt")) {
            assertThat(answer(Verb.KILL, "frankfurt").message()).contains("kill -9");
            awaitPhase("FAILED_OVER");
            onlooker.seesTheFailover("orders-1", "paris");
        }
        var before = application();
        awaitOrders();
        var lost = books();

        // when it is down, and up again
        assertThat(answer(Verb.DOWN, null).message()).contains("nothing is left");
        assertThat(LastingFolder.processes(folder())).isZero();
        assertThat(folder().resolve(WorldFile.NAME)).doesNotExist();
        var second = up();

        // then the application is where it was, by the same run, and the client goes on
        assertThat(second.frontDoor()).isEqualTo(first.frontDoor());
        assertThat(application().path("activeSite").asString()).isEqualTo("paris");
        assertThat(application().path("epoch")).isEqualTo(before.path("epoch"));
        assertThat(application().path("phase").asString()).isEqualTo("FAILED_OVER");
        assertThat(serverBehind(second)).isEqualTo(BASE + 2);
        awaitOrders();
        assertThat(books().acknowledgedMissing()).isEqualTo(lost.acknowledgedMissing());
        assertThat(books().remembered()).isGreaterThan(lost.remembered());

        // and it can be brought home: the pair streams, and all is well
        request(second.bootstrapServers());
        awaitPhase("STEADY");

        // and what was stopped and cut is healed by one word
        assertThat(answer(Verb.CUT, "stream").message()).contains("stream is cut");
        assertThat(answer(Verb.STOP, "notification").message()).contains("SIGSTOP");
        assertThat(answer(Verb.HEAL, "all").message()).isEqualTo("healed: notification, stream");
        assertThat(answer(Verb.HEAL, "all").message()).isEqualTo("nothing was stopped or cut");
        await().atMost(DONE)
                .untilAsserted(
                        () -> assertThat(status().well()).as("%s", status().problems()).isTrue());
        assertThat(status().sites())
                .filteredOn(site -> site.site().equals("paris"))
                .singleElement()
                .satisfies(paris -> assertThat(paris.streaming()).isTrue());

        // and in the end nothing of it is left
        assertThat(answer(Verb.DOWN, null).message()).contains("nothing is left");
        LastingFolder.delete(folder());
        assertThat(folder()).doesNotExist();
    }

    private Path folder() {
        return parent.resolve("box");
    }

    private WorldFile up() {
        return Launch.start(
                new Launch.Choice(folder(), BASE, BASE + 60, 40), line -> System.err.println(line));
    }

    private @Nullable Answer ask(Verb verb, @Nullable String place) {
        return Control.of(folder())
                .map(control -> {
                    try (control) {
                        return control.ask(new Order(verb, place));
                    }
                })
                .orElse(null);
    }

    private Answer answer(Verb verb, @Nullable String place) {
        var answer = Objects.requireNonNull(ask(verb, place), "no answer to " + verb);
        assertThat(answer.isDone()).as(answer.message()).isTrue();
        return answer;
    }

    private Status status() {
        return EventJson.mapper().treeToValue(answer(Verb.STATUS, null).facts(), Status.class);
    }

    private JsonNode application() {
        return Objects.requireNonNull(status().applications()).path(0);
    }

    private KeptBook.Comparison books() {
        return EventJson.mapper()
                .treeToValue(answer(Verb.BOOKS, null).facts(), KeptBook.Comparison.class);
    }

    private void awaitWell() {
        await().atMost(DONE)
                .untilAsserted(
                        () -> assertThat(status().well()).as("%s", status().problems()).isTrue());
    }

    /** Without it the standby's staleness is unknown, and a person would be asked. */
    private static void awaitExactLag(String bootstrapServers) {
        var codec = new EventCodec();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrapServers,
                                "group.id", "standing-sandbox-test",
                                "auto.offset.reset", "latest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.Name.REPLICATION));
            await().atMost(DONE)
                    .until(() -> {
                        for (var record : consumer.poll(Duration.ofMillis(200))) {
                            if (codec.decode(record.headers(), record.value()).event()
                                            instanceof LagMeasured lag
                                    && lag.quality() == LagQuality.EXACT) {
                                return true;
                            }
                        }
                        return false;
                    });
        }
    }

    private void awaitPhase(String phase) {
        await().atMost(DONE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> assertThat(application().path("phase").asString()).isEqualTo(phase));
    }

    private void awaitOrders() {
        long acknowledged = status().client().acknowledged();
        await().atMost(DONE)
                .untilAsserted(() ->
                        assertThat(status().client().acknowledged())
                                .isGreaterThan(acknowledged + 20));
    }

    /** The port of the server that the front door leads to, by that server's own word. */
    private int serverBehind(WorldFile where) throws Exception {
        var door = where.frontDoor();
        var properties = new Properties();
        properties.setProperty("user", "orders");
        properties.setProperty(
                "password", Files.readString(folder().resolve("pgpass")).strip().split(":", -1)[4]);
        var url = "jdbc:postgresql://" + door.host() + ":" + door.port() + "/" + door.database();
        try (var connection = DriverManager.getConnection(url, properties);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select inet_server_port()")) {
            assertThat(row.next()).isTrue();
            return row.getInt(1);
        }
    }

    private static void request(String bootstrapServers) throws Exception {
        var envelope =
                new Envelopes("/test/witness", Clock.systemUTC())
                        .wrap(new FailbackRequested("orders", "test", "frankfurt is repaired"));
        try (var producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            var _ = producer.send(new EventCodec().encode(envelope)).get(30, TimeUnit.SECONDS);
        }
    }
}
