package io.bascule.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.backup.seal.TinyKms;
import io.bascule.backup.store.ObjectServer;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.BackupEvent.VerificationInterrupted;
import io.bascule.contracts.event.BackupEvent.VerificationRefused;
import io.bascule.contracts.event.BackupEvent.VerificationStarted;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RequestEvent.VerifyRequested;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The store or KMS is away, stalls, refuses or is full while the service works. */
@ExtendWith(WorldExtension.class)
class OutagesTest {

    private static final String NEVER = "0 3 1 1 *";

    private static World world;
    private static FaultProxy proxy;
    private static TinyKms kms;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start(World shared) throws Exception {
        world = shared;
        proxy = new FaultProxy(world.objects.endpoint());
        kms = new TinyKms();
        world.source.execute(
                "CREATE TABLE IF NOT EXISTS heavy AS SELECT i, (SELECT string_agg(md5(b.i::text || g), '') FROM generate_series(1, 12) g) AS t FROM generate_series(1, 20000) b(i)");
        service =
                world.start(
                        null,
                        "--bascule.backup.s3.endpoint=" + proxy.endpoint(),
                        "--bascule.backup.s3.request-timeout=2s",
                        "--bascule.backup.s3.attempts=2",
                        "--bascule.backup.verify-again=1s",
                        "--bascule.backup.keys.wrapping=kms:" + TinyKms.ARN,
                        "--bascule.backup.kms.endpoint=" + kms.endpoint(),
                        "--bascule.backup.kms.timeout=2s");
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.set(FaultProxy.Mode.PASS, 0, 0);
        service.close();
        proxy.close();
        kms.close();
        world.source.execute("DROP TABLE heavy");
    }

    @AfterEach
    void nothingIsLeftBehind() {
        proxy.set(FaultProxy.Mode.PASS, 0, 0);
        kms.set(TinyKms.Mode.SERVE);
        Leaks.expectNone(world.workDir);
    }

    @Test
    void aStoreThatIsAwayWhileABackupIsProvenSaysNothingAboutIt() throws Exception {
        // given
        var taken = proven("away");

        // when: it does not answer, and the proof is asked for by two
        proxy.set(FaultProxy.Mode.STALL, 0, Integer.MAX_VALUE);
        send(new VerifyRequested("away", taken.backupId(), true, "ada", "test"));
        send(new VerifyRequested("away", taken.backupId(), false, "bob", "test"));

        // then: one of them has it, and is put off twice, by longer and longer
        assertThat(world.await("away", VerificationRefused.class, 1).getFirst().reason())
                .contains("is being proven already");
        // and then it is away
        proxy.set(FaultProxy.Mode.RESET, 0, Integer.MAX_VALUE);
        var interrupted = world.await("away", VerificationInterrupted.class, 2);
        assertThat(interrupted).extracting(VerificationInterrupted::attempt).startsWith(1, 2);
        assertThat(interrupted)
                .extracting(VerificationInterrupted::retrySeconds)
                .startsWith(1.0, 4.0);

        // when: it is back
        proxy.set(FaultProxy.Mode.PASS, 0, 0);

        // then
        var _ = world.await("away", VerifierProven.class, 3);
        assertThat(world.facts("away", VerificationStarted.class))
                .extracting(VerificationStarted::requestedBy)
                .containsExactly("ada", "ada", "ada");
        assertNothingSpeaksAgainst("away", taken);
    }

    @Test
    void aStoreThatGoesAwayInTheMiddleOfARestoreSaysNothingAboutIt() throws Exception {
        var taken = proven("middle");

        // when: after it was read once to the end
        proxy.setAnswers(FaultProxy.Mode.RESET, taken.storedBytes() * 3 / 2, Integer.MAX_VALUE);
        send(new VerifyRequested("middle", null, false, "ada", "test"));

        // then
        var interrupted = world.await("middle", VerificationInterrupted.class, 1).getFirst();
        assertThat(interrupted.level()).isEqualTo(ProofLevel.RESTORED);
        assertThat(interrupted.reason()).contains("Expected the store to");
        proxy.set(FaultProxy.Mode.PASS, 0, 0);
        awaitContentEqual("middle", 2);
        assertNothingSpeaksAgainst("middle", taken);
    }

    @Test
    void aStoreThatStallsInABackupIsGivenUpAndTheNextOneIsMade() throws Exception {
        plan("stalled", "stored");
        proxy.set(FaultProxy.Mode.STALL, 1 << 20, Integer.MAX_VALUE);

        world.requestBackup(service, "stalled", "nightly");

        assertThat(world.await("stalled", BackupFailed.class, 1).getFirst().reason())
                .contains("s3://backups-dr/databases/stalled/");
        assertThat(objects("databases/stalled/")).isEmpty();
        Leaks.expectNone(world.workDir);

        // when: it goes on; a plan that is applied looks for what was left
        proxy.set(FaultProxy.Mode.PASS, 0, 0);
        plan("stalled", "stored");
        await().atMost(World.PATIENCE).until(() -> uploads("databases/stalled/") == 0);
        world.requestBackup(service, "stalled", "nightly");
        var _ = world.await("stalled", BackupCompleted.class, 1);
    }

    @Test
    void withoutItsKmsNoBackupIsMadeAndNoneIsRefuted() throws Exception {
        // given
        var taken = proven("keys");
        assertThat(World.get(service, "/api/backups/" + taken.backupId()))
                .contains("\"kms\":\"" + TinyKms.ARN + "\"");

        // when
        kms.set(TinyKms.Mode.REFUSE);
        world.requestBackup(service, "keys", "nightly");
        send(new VerifyRequested("keys", taken.backupId(), false, "ada", "test"));

        // then
        assertThat(world.await("keys", BackupFailed.class, 1).getFirst().reason())
                .contains("Expected KMS key " + TinyKms.ARN + " to wrap the data key")
                .contains("bascule may not use the key");
        assertThat(objects("databases/keys/"))
                .isNotEmpty()
                .allMatch(key -> key.contains(taken.backupId()));
        assertThat(world.await("keys", VerificationInterrupted.class, 1).getFirst().reason())
                .contains("to unwrap the data key");
        kms.set(TinyKms.Mode.SERVE);
        awaitContentEqual("keys", 2);
        assertNothingSpeaksAgainst("keys", taken);
    }

    @Test
    void aFolderThatIsFullHoldsNoHalfBackup(@TempDir Path folder) throws Exception {
        // given: a disk of one megabyte
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()) == 0,
                "Expected the right to mount, for a disk that is full; run as root");
        try {
            world.send(
                    World.ENVELOPES.wrap(
                            world.plan("full", job("restored", folder.toUri().toString()))));

            // when
            world.requestBackup(service, "full", "nightly");

            // then
            assertThat(world.await("full", BackupFailed.class, 1).getFirst().reason())
                    .contains("No space left on device");
            try (var files = Files.walk(folder)) {
                assertThat(files.filter(Files::isRegularFile)).isEmpty();
            }

            // when: there is room
            assertThat(run("mount", "-o", "remount,size=64m", folder.toString())).isZero();
            world.requestBackup(service, "full", "nightly");
            var _ = world.await("full", BackupCompleted.class, 1);
            await().atMost(World.PATIENCE)
                    .until(() ->
                            world.facts("full", BackupVerified.class).stream()
                                    .anyMatch(v -> v.level() == ProofLevel.RESTORED));
        } finally {
            assertThat(run("umount", folder.toString())).isZero();
        }
    }

    private static BackupCompleted proven(String application) {
        plan(application, "content_equal");
        world.requestBackup(service, application, "nightly");
        var taken = world.await(application, BackupCompleted.class, 1).getFirst();
        awaitContentEqual(application, 1);
        return taken;
    }

    private static void awaitContentEqual(String application, int count) {
        await().alias(application + " is proven")
                .atMost(World.PATIENCE)
                .until(() ->
                        world.facts(application, BackupVerified.class).stream()
                                        .filter(v -> v.level() == ProofLevel.CONTENT_EQUAL)
                                        .count()
                                >= count);
    }

    private static void assertNothingSpeaksAgainst(String application, BackupCompleted taken)
            throws Exception {
        assertThat(world.facts(application, BackupVerificationFailed.class)).isEmpty();
        assertThat(World.get(service, "/api/backups/" + taken.backupId()))
                .contains("\"proven\":true");
    }

    private static void plan(String application, String verify) {
        world.send(
                World.ENVELOPES.wrap(
                        world.plan(application, World.job("nightly", NEVER, verify, null))));
    }

    private static BackupJob job(String verify, String destination) {
        return new BackupJob(
                "nightly",
                BackupJob.Kind.DATABASES,
                null,
                NEVER,
                "UTC",
                30,
                destination,
                "AES-256",
                null,
                "pg_dump",
                verify);
    }

    private static void send(Event event) {
        world.send(World.ENVELOPES.wrap(event));
    }

    private static List<String> objects(String prefix) {
        try (var s3 = world.s3()) {
            return s3
                    .listObjectsV2(r -> r.bucket(ObjectServer.BUCKET).prefix(prefix))
                    .contents()
                    .stream()
                    .map(object -> object.key())
                    .toList();
        }
    }

    private static long uploads(String prefix) {
        try (var s3 = world.s3()) {
            return s3.listMultipartUploads(r -> r.bucket(ObjectServer.BUCKET)).uploads().stream()
                    .filter(upload -> upload.key().startsWith(prefix))
                    .count();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
