package io.bascule.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backup.policy.BackupId;
import io.bascule.backup.store.ObjectServer;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.PlanEvent.BackupsApplied;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.plan.BackupJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What happens when nobody looks: schedules, lost processes, retention. */
@ExtendWith(WorldExtension.class)
class UnattendedTest {

    private static World world;

    @BeforeAll
    static void enter(World shared) {
        world = shared;
    }

    @Test
    void missedTicksAreCaughtUpOnceAndByOneOfTwoInstances() {
        // given: three ticks were missed, and two instances come up
        world.send(
                World.ENVELOPES.wrap(
                        world.plan("ticks", World.job("often", "0 * * * *", "stored", null))));
        // Ten minutes after the hour, so that none is due by itself meanwhile.
        Instant later =
                Instant.now()
                        .truncatedTo(ChronoUnit.HOURS)
                        .plus(Duration.ofHours(3))
                        .plus(Duration.ofMinutes(10));
        var clock = new SetClock(Duration.between(Instant.now(), later));
        try (var one = world.start(clock);
                var two = world.start(clock, "--bascule.backup.instance=second")) {
            assertThat(one).isNotSameAs(two);

            // when, then: the newest of the three is caught up
            var first = world.await("ticks", BackupCompleted.class, 1).getFirst();
            assertThat(BackupId.requestedAt(first.backupId()))
                    .isEqualTo(clock.instant().truncatedTo(ChronoUnit.HOURS));

            // when: the next tick comes
            clock.set(Duration.between(Instant.now(), later.plus(Duration.ofHours(1))));
            var both = world.await("ticks", BackupCompleted.class, 2);
            assertThat(BackupId.requestedAt(both.getLast().backupId()))
                    .isEqualTo(clock.instant().truncatedTo(ChronoUnit.HOURS));
        }

        // then: nothing was done twice
        assertThat(world.facts("ticks", BackupCompleted.class)).hasSize(2);
        assertThat(world.facts("ticks", BackupFailed.class)).isEmpty();
        assertThat(
                        world.facts("ticks", BackupStarted.class).stream()
                                .map(BackupStarted::backupId)
                                .distinct())
                .hasSize(2);
    }

    @Test
    void aServiceThatIsKilledInAnUploadLeavesNothingAndTheJobRunsAgain() throws Exception {
        // given: more than a part of random data, and a store that stops answering in the middle
        world.source.execute(
                "CREATE TABLE IF NOT EXISTS bulk AS SELECT i, (SELECT string_agg(md5(b.i::text || g), '') FROM generate_series(1, 12) g) AS t FROM generate_series(1, 100000) b(i)");
        world.send(
                World.ENVELOPES.wrap(
                        world.plan("killed", World.job("nightly", "0 3 1 1 *", "stored", null))));
        Path log = Files.createTempFile("bascule-killed", ".log");
        try (var proxy = new FaultProxy(world.objects.endpoint())) {
            proxy.set(FaultProxy.Mode.STALL, 12 << 20, Integer.MAX_VALUE);
            var process = startProcess(log, "--bascule.backup.s3.endpoint=" + proxy.endpoint());
            var request =
                    World.ENVELOPES.wrap(new BackupRequested("killed", "nightly", "ada", "test"));
            world.send(request);
            proxy.awaitFault();
            assertThat(uploads()).isPositive();

            // when: another request comes meanwhile
            world.send(
                    World.ENVELOPES.wrap(new BackupRequested("killed", "nightly", "bob", "test")));
            assertThat(world.await("killed", BackupFailed.class, 1).getFirst().reason())
                    .contains("Refused: Expected no backup of this job to run");

            // when: kill -9
            process.destroyForcibly();
            process.onExit().join();
        }
        try (var _ = world.start(null)) {
            // then
            var completed = world.await("killed", BackupCompleted.class, 1);
            assertThat(world.facts("killed", BackupFailed.class).getLast().reason())
                    .contains("but it is gone");
            var started = world.facts("killed", BackupStarted.class);
            assertThat(started)
                    .extracting(BackupStarted::requestedBy)
                    .containsExactly("ada", "ada; attempt 2");
            assertThat(completed.getFirst().backupId()).isEqualTo(started.getLast().backupId());
            assertThat(uploads()).isZero();
            assertThat(keys("databases/killed/"))
                    .allMatch(key -> key.contains(completed.getFirst().backupId()));
        } finally {
            world.source.execute("DROP TABLE bulk");
            Files.delete(log);
        }
    }

    @Test
    void aServiceThatIsStoppedWhileItProvesSaysNothingAgainstTheBackupAndGoesOn() throws Exception {
        // given: enough to be restored for a while
        world.source.execute(
                "CREATE TABLE IF NOT EXISTS long_way AS SELECT i, md5(i::text) AS t FROM generate_series(1, 400000) i",
                "CREATE INDEX ON long_way (t)");
        world.send(
                World.ENVELOPES.wrap(
                        world.plan(
                                "stopped",
                                World.job("nightly", "0 3 1 1 *", "content_equal", null))));
        try {
            try (var _ = world.start(null)) {
                world.send(
                        World.ENVELOPES.wrap(
                                new BackupRequested("stopped", "nightly", "ada", "test")));
                await().atMost(World.PATIENCE)
                        .until(() ->
                                world.facts("stopped", BackupVerified.class).stream()
                                        .anyMatch(v -> v.level() == ProofLevel.READABLE));
                // when: it ends here
            }
            Leaks.expectNone(world.workDir);
            try (var _ = world.start(null)) {
                // then
                await().atMost(World.PATIENCE)
                        .until(() ->
                                world.facts("stopped", BackupVerified.class).stream()
                                        .anyMatch(v -> v.level() == ProofLevel.CONTENT_EQUAL));
            }
            assertThat(world.facts("stopped", BackupVerificationFailed.class)).isEmpty();
        } finally {
            world.source.execute("DROP TABLE long_way");
        }
    }

    @Test
    void retentionRemovesWhatIsOldAndNeverTheLastProvenBackup() throws Exception {
        // given: two backups of six weeks ago and one of now, all proven
        world.send(
                World.ENVELOPES.wrap(
                        world.plan("kept", World.job("nightly", "0 3 1 1 *", "restored", null))));
        var clock = new SetClock(Duration.ofDays(-42));
        try (var service = world.start(clock, "--bascule.backup.schedules=false")) {
            var ids = new ArrayList<String>();
            for (int days : new int[] {-42, -41, 0}) {
                clock.set(Duration.ofDays(days));
                World.post(service, "/api/backups/run?application=kept&by=ada");
                var restored =
                        await().atMost(World.PATIENCE)
                                .until(
                                        () ->
                                                world.facts("kept", BackupVerified.class).stream()
                                                        .filter(v ->
                                                                v.level() == ProofLevel.RESTORED)
                                                        .toList(),
                                        found -> found.size() > ids.size());
                ids.add(restored.getLast().backupId());
            }

            // when: it is asked what would go
            String dry = World.post(service, "/api/backups/expire?application=kept");

            // then: two, and nothing has gone
            assertThat(dry).contains(ids.get(0), ids.get(1), "kept for 30 days");
            assertThat(dry.split("\"removed\":true", -1)).hasSize(3);
            assertThat(world.facts("kept", BackupExpired.class)).isEmpty();

            // and: not while a recovery run is open
            world.send(World.ENVELOPES.wrap(run("kept")));
            await().atMost(World.PATIENCE)
                    .until(() ->
                            World.post(service, "/api/backups/expire?application=kept")
                                    .contains("kept: a recovery run is open"));
            assertThat(World.post(service, "/api/backups/expire?application=kept&dryRun=false"))
                    .doesNotContain("\"removed\":true");
            world.send(World.ENVELOPES.wrap(completed("kept")));
            await().atMost(World.PATIENCE)
                    .until(() ->
                            !World.post(service, "/api/backups/expire?application=kept")
                                    .contains("a recovery run is open"));

            // and: not by a clock that is not the store's
            clock.set(Duration.ofDays(1000));
            assertThat(World.post(service, "/api/backups/expire?application=kept&dryRun=false"))
                    .contains("the clock was set")
                    .doesNotContain("\"removed\":true");
            clock.set(Duration.ZERO);

            // when: in earnest
            World.post(service, "/api/backups/expire?application=kept&dryRun=false");

            // then
            assertThat(world.facts("kept", BackupExpired.class))
                    .extracting(BackupExpired::backupId)
                    .containsExactly(ids.get(0), ids.get(1));
            assertThat(keys("databases/kept/"))
                    .isNotEmpty()
                    .allMatch(key -> key.contains(ids.get(2)));
        }
    }

    @Test
    void aBackupConfigThatStandsAloneIsTakenFromTheConfiguredSource() throws Exception {
        world.send(
                World.ENVELOPES.wrap(
                        new BackupsApplied(
                                "hash",
                                "test",
                                List.of(World.job("production-db", "0 3 1 1 *", "stored", null)))));
        String below = "--bascule.backup.sources.production-db.";
        try (var _ =
                world.start(
                        null,
                        below + "host=127.0.0.1",
                        below + "port=" + world.source.port(),
                        below + "database=orders",
                        below + "user=postgres",
                        below + "password=file:" + world.source.passwordFile())) {
            world.send(
                    World.ENVELOPES.wrap(
                            new BackupRequested(BackupJob.NO_APPLICATION, null, "ada", "test")));

            var completed =
                    world.await(BackupJob.NO_APPLICATION, BackupCompleted.class, 1).getFirst();
            assertThat(completed.job()).isEqualTo("production-db");
            assertThat(completed.manifestUri())
                    .startsWith("s3://backups-dr/databases/backup_config/production-db/");
        }
    }

    private static RunStarted run(String application) {
        return EventJson.read(
                """
                {"application":"%s","runId":"%s-1","epoch":1,"kind":"FAILOVER","from":"frankfurt","to":"paris",
                 "steps":[],"requestedBy":"ada","reason":"test","planHash":"x","estimate":{"quality":"UNKNOWN"},
                 "decidedFrom":[]}
                """
                        .formatted(application, application)
                        .getBytes(StandardCharsets.UTF_8),
                RunStarted.class);
    }

    private static RunCompleted completed(String application) {
        return new RunCompleted(
                application,
                application + "-1",
                1,
                run(application).kind(),
                true,
                "frankfurt",
                "paris");
    }

    private static Process startProcess(Path log, String more) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BackupServiceApplication.class.getName()));
        command.addAll(world.arguments(more));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("AWS_ACCESS_KEY_ID", "test");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
        return builder.start();
    }

    private static S3Client s3() {
        return S3Client.builder()
                .endpointOverride(world.objects.endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .build();
    }

    private static int uploads() {
        try (var s3 = s3()) {
            return s3.listMultipartUploads(r -> r.bucket(ObjectServer.BUCKET)).uploads().size();
        }
    }

    private static List<String> keys(String prefix) {
        try (var s3 = s3()) {
            return s3
                    .listObjectsV2(r -> r.bucket(ObjectServer.BUCKET).prefix(prefix))
                    .contents()
                    .stream()
                    .map(object -> object.key())
                    .toList();
        }
    }
}
