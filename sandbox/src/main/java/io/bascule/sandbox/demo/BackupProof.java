package io.bascule.sandbox.demo;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.sandbox.demo.Narrator.Tone;
import io.bascule.sandbox.demo.Outcome.Backup;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import java.time.Duration;

/** Asks for a backup and waits until it is proven as the plan wants it. */
final class BackupProof {

    private static final Duration BACKUP = Duration.ofSeconds(90);

    private final World world;
    private final Stage stage;
    private final Narrator narrator;
    private final String application;

    BackupProof(World world, Stage stage, Narrator narrator) {
        this.world = world;
        this.stage = stage;
        this.narrator = narrator;
        this.application = world.application().name();
    }

    Backup await() throws InterruptedException {
        narrator.prints(Tone.HEADING, "A backup, and its proof");
        long heard = stage.feed().heard();
        var request =
                stage.say(new BackupRequested(application, null, "sandbox", "before the disaster"));
        var completed =
                stage.await(
                        "BackupCompleted",
                        BACKUP,
                        () -> {
                            failed(BackupFailed.class, heard, BackupFailed::reason);
                            return stage.feed()
                                    .firstFrom(
                                            BackupCompleted.class,
                                            heard,
                                            e -> e.subject().equals(application));
                        });
        var id = completed.event().backupId();
        var wanted = wantedLevel(completed.event().job());
        var verified =
                stage.await(
                        "BackupVerified "
                                + wanted
                                + " of "
                                + id
                                + " (asked for by "
                                + request.id()
                                + ")",
                        BACKUP,
                        () -> {
                            failed(
                                    BackupVerificationFailed.class,
                                    heard,
                                    BackupVerificationFailed::reason);
                            return stage.feed()
                                    .first(
                                            BackupVerified.class,
                                            e ->
                                                    e.event().backupId().equals(id)
                                                            && e.event().level().compareTo(wanted)
                                                                    >= 0);
                        });
        var restored =
                stage.feed().all(BackupVerified.class).stream()
                        .map(EventEnvelope::event)
                        .filter(e -> e.backupId().equals(id) && e.restoreSeconds() != null)
                        .map(BackupVerified::restoreSeconds)
                        .findFirst();
        var level = verified.event().level();
        return new Backup(
                completed.event().storedBytes(),
                level.compareTo(ProofLevel.RESTORED) >= 0,
                restored.orElse(null),
                level.name());
    }

    private ProofLevel wantedLevel(String job) {
        var planned =
                world.plan().backups().stream()
                        .filter(b -> b.name().equals(job))
                        .map(b -> ProofLevel.valueOf(b.verify().toUpperCase(java.util.Locale.ROOT)))
                        .findFirst();
        return planned.orElse(ProofLevel.RESTORED);
    }

    private <E extends io.bascule.contracts.event.BackupEvent> void failed(
            Class<E> type, long place, java.util.function.Function<E, String> reason) {
        stage.feed()
                .firstFrom(type, place, e -> e.subject().equals(application))
                .ifPresent(e -> {
                    throw new SandboxException(
                            Cause.AWAITED,
                            "Expected a proven backup, but " + reason.apply(e.event()));
                });
    }
}
