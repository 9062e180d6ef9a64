package io.bascule.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backup.store.ObjectServer;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupRewrapped;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.BackupEvent.RetentionReviewed;
import io.bascule.contracts.event.BackupEvent.VerificationRefused;
import io.bascule.contracts.event.BackupEvent.VerificationStarted;
import io.bascule.contracts.event.BackupEvent.VerifierBroken;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.RequestEvent.ExpireRequested;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.event.RequestEvent.VerifyRequested;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.RestoreEvent.RestoreProgressed;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Files and copies of whole servers as jobs of the running service, with their store on S3. */
@ExtendWith(WorldExtension.class)
class FilesAndCopiesTest {

    private static World world;
    private static SetClock clock;
    private static ConfigurableApplicationContext service;
    @TempDir private static Path targets;

    @TempDir private Path source;

    @BeforeAll
    static void start(World shared) throws IOException {
        world = shared;
        clock = new SetClock(Duration.ZERO);
        // The folder of a copy is PostgreSQL's, and so is the way to it.
        Files.setPosixFilePermissions(targets, PosixFilePermissions.fromString("rwxr-xr-x"));
        service =
                world.start(
                        clock,
                        "--bascule.backup.lease=900ms",
                        "--bascule.backup.targets.drop.folder=" + targets.resolve("drop"),
                        "--bascule.backup.targets.one.folder=" + targets.resolve("one"),
                        "--bascule.backup.targets.copy.folder=" + targets.resolve("copy"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        clock.set(Duration.ZERO);
        Leaks.expectNone(world.workDir);
    }

    @Test
    void aFolderGoesToTheBucketAndEachOfItsStatesComesBack() throws Exception {
        // given
        send(plan("shop", StorageJobs.files("uploads", source, null)));
        SomeFiles.in(source);
        var before = SomeFiles.picture(source);

        // when: two backups, and something changes between them
        var first = backUp("shop", "uploads", 1);
        Files.write(source.resolve("a/one"), SomeFiles.random(9, 2000));
        Files.delete(source.resolve("a/b/two"));
        var second = backUp("shop", "uploads", 2);

        // then: what was there is not sent again
        assertThat(first.sentBytes()).isGreaterThan(40 << 20);
        assertThat(second.sentBytes()).isLessThan(20_000);

        // when: the first state is restored, and asked for twice
        send(restore("shop", first.backupId(), "drop", false, null));
        var restored = world.await("shop", RestoreCompleted.class, 1).getFirst();
        send(restore("shop", first.backupId(), "drop", false, null));

        // then
        assertThat(restored.bytes()).isGreaterThan(40 << 20);
        assertThat(SomeFiles.picture(targets.resolve("drop"))).isEqualTo(before);
        assertThat(world.await("shop", RestoreFailed.class, 1).getFirst().reason())
                .startsWith("Refused: Expected an empty folder");

        // and: how far it came was said, with a rate and what was left
        assertThat(progress(restored.restoreId()))
                .isNotEmpty()
                .allSatisfy(p -> {
                    assertThat(p.totalBytes()).isGreaterThan(40 << 20);
                    assertThat(p.bytes()).isLessThanOrEqualTo(p.totalBytes());
                    assertThat(p.secondsLeft() == null).isEqualTo(p.bytes() == 0);
                });

        // when: one folder of the second state, and one that is not in it
        send(restore("shop", second.backupId(), "one", false, "a"));
        var _ = world.await("shop", RestoreCompleted.class, 2);
        send(restore("shop", second.backupId(), "one", true, "a/b/two"));

        // then
        assertThat(SomeFiles.picture(targets.resolve("one")).keySet())
                .containsExactly("a", "a/b", "a/b/same as one", "a/one");
        assertThat(Files.readAllBytes(targets.resolve("one/a/one")))
                .isEqualTo(SomeFiles.random(9, 2000));
        assertThat(world.await("shop", RestoreFailed.class, 2).getLast().reason())
                .contains("Expected 'a/b/two' in the backup, but it holds no such path");

        // and: a target that nobody configured, or that does not fit, is refused before it begins
        send(restore("shop", first.backupId(), "elsewhere", true, null));
        assertThat(world.await("shop", RestoreFailed.class, 3).getLast().reason())
                .contains("Refused: Expected one of the configured targets")
                .contains("copy, drop, one, spare");
        send(restore("shop", first.backupId(), "spare", true, null));
        assertThat(world.await("shop", RestoreFailed.class, 4).getLast().reason())
                .contains("Refused: Expected a dump to restore into a database, but found files");

        // when: RESTORE.md of the first backup is done, with nothing of Bascule on the path
        try (var kit = new FilesKit(world, first.manifestUri())) {
            assertThat(SomeFiles.picture(kit.restored())).isEqualTo(before);
        }
    }

    @Test
    void aWholeServerIsCopiedProvenAndUnpackedIntoAFolder() throws Exception {
        send(plan("server", StorageJobs.copy("whole", null)));

        var completed = backUp("server", "whole", 1);
        send(restore("server", completed.backupId(), "copy", false, null));

        var _ = world.await("server", RestoreCompleted.class, 1);
        assertThat(targets.resolve("copy/PG_VERSION")).hasContent("15");
        assertThat(targets.resolve("copy/backup_manifest")).exists();
        assertThat(completed.position()).isNotNull();

        // and: not onto what is there, even if somebody says so
        send(restore("server", completed.backupId(), "copy", true, null));
        assertThat(world.await("server", RestoreFailed.class, 1).getFirst().reason())
                .startsWith("Refused: Expected an empty folder");
        send(restore("server", completed.backupId(), "one", false, "global"));
        assertThat(world.await("server", RestoreFailed.class, 2).getLast().reason())
                .contains("Expected a backup of files to restore 'global' from");
    }

    @Test
    void retentionRemovesAnOldBackupOfFilesAndNoPackThatAnotherNeeds() throws Exception {
        // given: one content in all three backups, another in the first alone
        send(plan("kept-packs", StorageJobs.files("uploads", source, null)));
        Files.write(source.resolve("stays"), SomeFiles.random(1, 200_000));
        Files.write(source.resolve("large"), SomeFiles.random(2, 17 << 20));
        clock.set(Duration.ofDays(-42));
        var first = backUp("kept-packs", "uploads", 1);
        Files.delete(source.resolve("large"));
        clock.set(Duration.ofDays(-41));
        var second = backUp("kept-packs", "uploads", 2);
        clock.set(Duration.ZERO);
        var third = backUp("kept-packs", "uploads", 3);
        var packs = keys("files/kept-packs/uploads/packs/");
        assertThat(packs).hasSize(2);

        // when: it is asked what would go
        var dry = ask(new ExpireRequested("kept-packs", null, false, "ada", "test"));
        var answer = world.await("kept-packs", RetentionReviewed.class, 1).getFirst();

        // then: nothing has gone
        assertThat(answer.removes()).isEqualTo(2);
        assertThat(answer.keeps()).isEqualTo(1);
        assertThat(answer.requestedBy()).isEqualTo("ada");
        assertThat(answer.decisions())
                .extracting(BackupEvent.Decision::backupId)
                .startsWith(first.backupId(), second.backupId());
        assertThat(causeOf("kept-packs", RetentionReviewed.class)).isEqualTo(dry.id());
        assertThat(world.facts("kept-packs", BackupExpired.class)).isEmpty();

        // when: in earnest
        var _ = ask(new ExpireRequested("kept-packs", "uploads", true, "ada", "test"));
        assertThat(world.await("kept-packs", RetentionReviewed.class, 2).getLast().removing())
                .isTrue();

        // then: of the first backup the pack that is shared is left, and the third is whole
        assertThat(world.facts("kept-packs", BackupExpired.class)).hasSize(2);
        assertThat(keys("files/kept-packs/uploads/packs/")).hasSize(1).isSubsetOf(packs);
        assertThat(keys("files/kept-packs/uploads/"))
                .filteredOn(key -> !key.contains("/packs/"))
                .isNotEmpty()
                .allMatch(key -> key.contains(third.backupId()));
        var _ = ask(new VerifyRequested("kept-packs", null, true, "ada", "test"));
        assertThat(world.await("kept-packs", VerifierProven.class, 2))
                .allMatch(proven -> proven.backupId().equals(third.backupId()));
        assertThat(world.facts("kept-packs", VerificationStarted.class).getLast().trials())
                .isEqualTo(2);
        assertThat(world.facts("kept-packs", VerifierBroken.class)).isEmpty();
        assertThat(world.facts("kept-packs", BackupVerificationFailed.class)).isEmpty();

        // and: what is gone is not proven any more
        var _ = ask(new VerifyRequested("kept-packs", first.backupId(), false, "ada", "test"));
        assertThat(world.await("kept-packs", VerificationRefused.class, 1).getFirst().reason())
                .contains("Expected a complete backup, but")
                .contains("EXPIRED");
    }

    @Test
    void theProofScheduleProvesTheNewestBackupAnewAndTriesTheVerifier() throws Exception {
        send(plan("proofs", StorageJobs.files("uploads", source, "30 * * * *")));
        Files.write(source.resolve("one"), SomeFiles.random(1, 1000));
        var taken = backUp("proofs", "uploads", 1);
        int proven = restoredOnes("proofs");

        // when: its hour comes
        clock.set(
                Duration.between(
                        Instant.now(),
                        Instant.now().truncatedTo(ChronoUnit.HOURS).plus(Duration.ofMinutes(91))));

        // then
        assertThat(world.await("proofs", VerifierProven.class, 2))
                .allMatch(each -> each.backupId().equals(taken.backupId()));
        assertThat(world.facts("proofs", VerificationStarted.class))
                .singleElement()
                .satisfies(started -> assertThat(started.requestedBy()).isEqualTo("schedule"));
        assertThat(restoredOnes("proofs")).isEqualTo(proven + 1);
    }

    @Test
    void afterARotationTheOldKeysAreNotNeededAndWhatTheStoreLacksIsNoBackup() throws Exception {
        // given
        send(plan("rotated", StorageJobs.files("uploads", source, null)));
        Files.write(source.resolve("one"), SomeFiles.random(1, 1000));
        var taken = backUp("rotated", "uploads", 1);
        String id = taken.backupId();
        var wrapping = world.newKey("wrapping-2");
        var recovery = world.newKey("recovery-2");

        // when: an instance with new keys beside the first wraps everything anew
        try (var second =
                world.start(
                        clock,
                        "--bascule.backup.instance=second",
                        "--bascule.backup.keys.wrapping=" + wrapping,
                        "--bascule.backup.keys.recovery=" + recovery,
                        "--bascule.backup.keys.previous=file:" + world.keys.resolve("wrapping"))) {
            await().atMost(World.PATIENCE)
                    .until(() ->
                            World.post(second, "/api/backups/rewrap?application=rotated&by=ada")
                                    .contains(id));
            assertThat(world.await("rotated", BackupRewrapped.class, 1).getFirst().requestedBy())
                    .isEqualTo("ada");
            assertThat(World.post(second, "/api/backups/rewrap?application=rotated"))
                    .isEqualTo("[]");
        }

        // then: one without the old ones proves it
        try (var third =
                world.start(
                        clock,
                        "--bascule.backup.instance=second",
                        "--bascule.backup.keys.wrapping=" + wrapping,
                        "--bascule.backup.keys.recovery=" + recovery)) {
            int before = world.facts("rotated", BackupVerified.class).size();
            verify(third, id);
            var verified =
                    world.await(
                            "rotated", BackupVerified.class, before + ProofLevel.values().length);
            assertThat(verified.getLast().level()).isEqualTo(ProofLevel.CONTENT_EQUAL);

            // when: somebody removes the manifest
            try (var s3 = world.s3()) {
                var _ =
                        s3.deleteObject(r ->
                                r.bucket(ObjectServer.BUCKET)
                                        .key("files/rotated/uploads/" + id + "/manifest.json"));
            }
            verify(third, id);

            // then: it is none any more
            assertThat(
                            world.await("rotated", BackupVerificationFailed.class, 1)
                                    .getFirst()
                                    .reason())
                    .contains("it is missing: there is no such backup");
            await().atMost(World.PATIENCE)
                    .until(() ->
                            World.get(third, "/api/backups/" + id).contains("\"proven\":false"));
        }
    }

    private BackupCompleted backUp(String application, String job, int count) {
        world.requestBackup(service, application, job);
        var completed = world.await(application, BackupCompleted.class, count).getLast();
        await().atMost(World.PATIENCE)
                .until(() ->
                        world.facts(application, BackupVerified.class).stream()
                                .anyMatch(v ->
                                        v.backupId().equals(completed.backupId())
                                                && v.level() == ProofLevel.CONTENT_EQUAL));
        return completed;
    }

    /** Whoever proved it before may have been heard a moment ago. */
    private static void verify(ConfigurableApplicationContext service, String id) {
        await().atMost(World.PATIENCE)
                .until(() -> World.post(service, "/api/backups/" + id + "/verify").startsWith("{"));
    }

    private static int restoredOnes(String application) {
        return (int)
                world.facts(application, BackupVerified.class).stream()
                        .filter(v -> v.level() == ProofLevel.RESTORED)
                        .count();
    }

    private static RestoreRequested restore(
            String application,
            String backupId,
            String target,
            boolean replace,
            @Nullable String path) {
        return new RestoreRequested(
                application, backupId, target, replace, "ada", "test", null, null, path);
    }

    private static EventEnvelope<?> ask(RequestEvent request) {
        var envelope = World.ENVELOPES.wrap(request);
        world.send(envelope);
        return envelope;
    }

    private static void send(RequestEvent request) {
        var _ = ask(request);
    }

    private static void send(io.bascule.contracts.event.PlanEvent plan) {
        world.send(World.ENVELOPES.wrap(plan));
    }

    private static @Nullable String causeOf(String application, Class<? extends BackupEvent> type) {
        return world.facts(application).stream()
                .filter(e -> type.isInstance(e.event()))
                .findFirst()
                .map(EventEnvelope::causationId)
                .orElse(null);
    }

    private static List<RestoreProgressed> progress(String restoreId) {
        return world.read(Topic.Name.BACKUP).stream()
                .map(r -> World.CODEC.decode(r.headers(), r.value()).event())
                .filter(RestoreProgressed.class::isInstance)
                .map(RestoreProgressed.class::cast)
                .filter(p -> p.restoreId().equals(restoreId))
                .toList();
    }

    private static io.bascule.contracts.event.PlanEvent plan(String name, BackupJob... jobs) {
        return world.plan(name, jobs);
    }

    private static List<String> keys(String prefix) {
        try (var s3 = world.s3()) {
            return s3
                    .listObjectsV2(r -> r.bucket(ObjectServer.BUCKET).prefix(prefix))
                    .contents()
                    .stream()
                    .map(object -> object.key())
                    .toList();
        }
    }
}
