package io.bascule.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.Envelopes;
import io.bascule.backup.policy.BackupHistory;
import io.bascule.backup.policy.BackupId;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.plan.BackupJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service on a real broker, a real database and a real S3 server. */
@ExtendWith(WorldExtension.class)
class BackupServiceTest {

    private static final String APPLICATION = "orders";
    private static final Envelopes ENVELOPES = World.ENVELOPES;

    private static World world;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void startTheService(World shared) {
        world = shared;
        send(
                ENVELOPES.wrap(
                        world.plan(
                                APPLICATION,
                                World.job("nightly", "0 3 1 1 *", "content_equal", null),
                                World.job("broken", "0 3 1 1 *", "content_equal", nowhere()))));
        service = world.start(null);
    }

    @AfterAll
    static void stopTheService() throws Exception {
        service.close();
        try (var left = Files.list(world.workDir)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aRequestedBackupIsTakenProvenAndShown() throws Exception {
        // given
        var request = ENVELOPES.wrap(new BackupRequested(APPLICATION, "nightly", "ada", "drill"));
        String id = idOf(request, "nightly");

        // when: delivered twice
        send(request);
        send(request);

        // then
        var facts = awaitFacts(id, BackupVerified.class, 5);
        assertThat(facts.getFirst().event()).isInstanceOf(BackupStarted.class);
        assertThat(facts.getFirst().causationId()).isEqualTo(request.id());
        assertThat(facts.get(1).event())
                .isInstanceOfSatisfying(
                        BackupCompleted.class,
                        completed -> {
                            assertThat(completed.manifestUri())
                                    .isEqualTo(
                                            "s3://backups-dr/databases/orders/nightly/"
                                                    + id
                                                    + "/manifest.json");
                            assertThat(completed.sourceBytes()).isPositive();
                            assertThat(completed.position()).isNotNull();
                            assertThat(completed.encryption()).isEqualTo("AES-256-GCM");
                        });
        assertThat(facts.stream().skip(2).map(f -> ((BackupVerified) f.event()).level()))
                .containsExactly(ProofLevel.values());
        var proof = (BackupVerified) facts.getLast().event();
        assertThat(proof.rowsCompared()).isGreaterThanOrEqualTo(5003);
        assertThat(proof.restoreSeconds()).isPositive();

        // and: it can be asked for
        assertThat(get("/api/backups?application=orders"))
                .contains(id, "CONTENT_EQUAL", "\"proven\":true");
        assertThat(get("/actuator/prometheus"))
                .contains(
                        "dr_backup_last_proven_timestamp_seconds{application=\"orders\",backup_job=\"nightly\"}",
                        "dr_backup_last_success_timestamp_seconds",
                        "dr_backup_restore_duration_seconds");
        assertThat(get("/actuator/health/readiness")).contains("UP");
        // and: the second delivery changed nothing
        assertThat(facts).hasSize(7);

        // and: it can be restored, once, into a target that is empty
        send(ENVELOPES.wrap(restore(false)));
        await().atMost(World.PATIENCE)
                .until(() -> restores().stream().anyMatch(RestoreCompleted.class::isInstance));
        send(ENVELOPES.wrap(restore(false)));
        await().atMost(World.PATIENCE)
                .until(() -> restores().stream().anyMatch(RestoreFailed.class::isInstance));
        assertThat(restores())
                .filteredOn(RestoreFailed.class::isInstance)
                .singleElement()
                .satisfies(e ->
                        assertThat(((RestoreFailed) e).reason())
                                .contains("Expected an empty database"));

        // and: what stands there is replaced if somebody says so
        assertThat(spare("SELECT count(*) FROM orders")).isEqualTo(5000);
        assertThat(
                        spare(
                                "WITH gone AS (DELETE FROM orders WHERE id > 10 RETURNING 1) SELECT count(*) FROM gone"))
                .isEqualTo(4990);
        send(ENVELOPES.wrap(restore(true)));
        await().atMost(World.PATIENCE)
                .until(() ->
                        restores().stream().filter(RestoreCompleted.class::isInstance).count()
                                == 2);
        assertThat(spare("SELECT count(*) FROM orders")).isEqualTo(5000);

        // and: it is shown with its manifest, and proven again with a trial of the verifier
        assertThat(get("/api/backups/" + id)).contains("\"manifest\":{", "\"keyId\"");
        assertThat(World.post(service, "/api/backups/" + id + "/verify?tryVerifier=true"))
                .contains(id);
        assertThat(world.await(APPLICATION, BackupEvent.VerifierProven.class, 3))
                .allSatisfy(proven -> assertThat(proven.backupId()).isEqualTo(id));
        assertThat(world.facts(APPLICATION, BackupEvent.VerifierBroken.class)).isEmpty();
    }

    private static RestoreRequested restore(boolean replace) {
        return new RestoreRequested(APPLICATION, null, "spare", replace, "ada", "drill");
    }

    private static long spare(String sql) throws Exception {
        try (var connection =
                        java.sql.DriverManager.getConnection(
                                "jdbc:postgresql://127.0.0.1:" + world.source.port() + "/spare",
                                "postgres",
                                Files.readString(world.source.passwordFile()).strip());
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    private static List<BackupEvent> restores() {
        return read(Topic.Name.BACKUP).stream()
                .map(r -> (BackupEvent) World.CODEC.decode(r.headers(), r.value()).event())
                .filter(e -> e instanceof RestoreCompleted || e instanceof RestoreFailed)
                .filter(e -> e.subject().equals(APPLICATION))
                .toList();
    }

    @Test
    void aRequestForNoPlanIsRefusedInWords() {
        var request = ENVELOPES.wrap(new BackupRequested("unknown", null, "ada", "drill"));

        send(request);

        var facts = awaitFacts(idOf(request, "all"), BackupFailed.class, 1);
        assertThat(((BackupFailed) facts.getFirst().event()).reason())
                .contains("Expected a plan for application 'unknown'");
    }

    @Test
    void aRequestIsJudgedByThePlanThatWasAppliedBeforeIt() {
        for (int i = 0; i < 10; i++) {
            // given: a plan, and at once a request for a job of it
            String application = "fresh-" + i;
            var request = ENVELOPES.wrap(new BackupRequested(application, "first", "ada", "drill"));
            send(
                    ENVELOPES.wrap(
                            world.plan(
                                    application,
                                    World.job("first", "0 3 1 1 *", "content_equal", nowhere()))));
            send(request);

            // then: it is tried, and fails for its own reason
            var facts = awaitFacts(idOf(request, "first"), BackupFailed.class, 1);
            assertThat(((BackupFailed) facts.getLast().event()).reason()).contains("nowhere");
        }
    }

    private static BackupJob.Source nowhere() {
        return new BackupJob.Source(
                "127.0.0.1",
                world.source.port(),
                "nowhere",
                "postgres",
                world.source.database().password());
    }

    @Test
    void aBackupOfADatabaseThatIsNotThereFailsAndLeavesNothing() throws Exception {
        var request = ENVELOPES.wrap(new BackupRequested(APPLICATION, "broken", "ada", "drill"));
        String id = idOf(request, "broken");

        send(request);

        var facts = awaitFacts(id, BackupFailed.class, 1);
        assertThat(((BackupFailed) facts.getLast().event()).reason()).contains("nowhere");
        assertThat(get("/api/backups?application=orders&job=broken"))
                .contains("\"status\":\"FAILED\"");
    }

    @Test
    void poisonIsPutAsideWithItsReasonAndTheNextRequestIsHandled() {
        // given
        String mark = UUID.randomUUID().toString();
        send(
                new ProducerRecord<>(
                        Topic.Name.REQUESTS,
                        ("{\"no\": \"" + mark).getBytes(StandardCharsets.UTF_8)));

        // when
        var request = ENVELOPES.wrap(new BackupRequested("after-poison", null, "ada", "drill"));
        send(request);

        // then
        var _ = awaitFacts(idOf(request, "all"), BackupFailed.class, 1);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> {
                    var letters =
                            read(Topic.REQUESTS.deadLetterName()).stream()
                                    .filter(r ->
                                            new String(r.value(), StandardCharsets.UTF_8)
                                                    .contains(mark))
                                    .toList();
                    assertThat(letters).hasSize(1);
                    assertThat(
                                    new String(
                                            letters.getFirst()
                                                    .headers()
                                                    .lastHeader(DeadLetters.REASON)
                                                    .value(),
                                            StandardCharsets.UTF_8))
                            .contains("Expected a CloudEvent")
                            .doesNotContain("\n");
                });
    }

    @Test
    void aPersonMayTypeARequestWithoutHeaders() {
        String id = UUID.randomUUID().toString();
        send(
                new ProducerRecord<>(
                        Topic.Name.REQUESTS,
                        """
                        {"specversion":"1.0","id":"%s","source":"/kcat","type":"bascule.BackupRequested.v1",
                         "subject":"typed","time":"2026-11-22T10:00:00Z","data":{}}
                        """
                                .formatted(id)
                                .getBytes(StandardCharsets.UTF_8)));

        var facts =
                awaitFacts(
                        BackupId.of(
                                java.time.Instant.parse("2026-11-22T10:00:00Z"),
                                "/kcat#" + id,
                                "all"),
                        BackupFailed.class,
                        1);
        assertThat(facts).hasSize(1);
    }

    private static String idOf(EventEnvelope<?> request, String job) {
        return BackupId.of(request.time(), request.source() + "#" + request.id(), job);
    }

    private static List<EventEnvelope<?>> awaitFacts(
            String backupId, Class<? extends BackupEvent> last, int count) {
        return await().atMost(World.PATIENCE)
                .until(
                        () ->
                                read(Topic.Name.BACKUP).stream()
                                        .<EventEnvelope<?>>map(
                                                r -> World.CODEC.decode(r.headers(), r.value()))
                                        .filter(e ->
                                                !(e.event()
                                                        instanceof BackupEvent.BackupProgressed))
                                        .filter(e ->
                                                backupId.equals(
                                                        BackupHistory.backupOf(
                                                                (BackupEvent) e.event())))
                                        .toList(),
                        found ->
                                found.stream().filter(e -> last.isInstance(e.event())).count()
                                        >= count);
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return world.read(topic);
    }

    private static void send(EventEnvelope<?> envelope) {
        world.send(envelope);
    }

    private static void send(ProducerRecord<byte[], byte[]> record) {
        world.send(record);
    }

    private static String get(String path) throws Exception {
        return World.get(service, path);
    }
}
