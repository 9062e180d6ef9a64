package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.dump.Running;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.proof.Trial;
import io.bascule.backup.proof.Verification;
import io.bascule.backup.proof.VerificationFailedException;
import io.bascule.backup.proof.VerificationInterruptedException;
import io.bascule.backup.proof.Verifier;
import io.bascule.backup.seal.KeyUnavailableException;
import io.bascule.backup.store.StoreUnavailableException;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.BackupEvent.VerificationInterrupted;
import io.bascule.contracts.event.BackupEvent.VerifierBroken;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads a stored backup up the levels of proof and says how far it came. */
final class Proving {

    private static final Logger LOG = LoggerFactory.getLogger(Proving.class);

    private final Verifier verifier;
    private final Archives archives;
    private final EventPublisher events;

    Proving(Verifier verifier, Archives archives, EventPublisher events) {
        this.verifier = verifier;
        this.archives = archives;
        this.events = events;
    }

    /**
     * What follows an attempt that was interrupted.
     *
     * @param number of the attempt that is made, from 1
     * @param again puts off the next one and says when it will be; empty if there is none
     */
    record Attempt(
            int number, @Nullable EventEnvelope<?> cause, IntFunction<Optional<Duration>> again) {}

    /**
     * Proves it as far as its job wants.
     *
     * @return whether it passed
     */
    boolean prove(PlannedJob planned, Vault.Opened opened, Attempt attempt) {
        var manifest = opened.manifest();
        var log = manifest.log();
        var cause = attempt.cause();
        try {
            verifier.verify(
                    manifest,
                    opened.store(),
                    opened.key(),
                    opened.packKeys(),
                    Engines.levelOf(planned.job()),
                    planned.job().statements(),
                    log == null ? null : () -> archives.replayAll(planned, manifest, log),
                    passed -> say(manifest, passed, cause));
            return true;
        } catch (VerificationFailedException e) {
            if (isStopped()) {
                interrupted(planned, manifest.backupId(), e.level(), e, attempt);
                return false;
            }
            LOG.atWarn()
                    .addKeyValue("backup", manifest.backupId())
                    .log("Backup of {} is not proven: {}", planned.slot(), e.getMessage());
            failed(planned, manifest.backupId(), e.level(), e, cause);
        } catch (VerificationInterruptedException e) {
            interrupted(planned, manifest.backupId(), e.level(), e, attempt);
        } catch (RuntimeException e) {
            // A defect of this service, such as one that a restore of files runs into.
            interrupted(planned, manifest.backupId(), ProofLevel.READABLE, e, attempt);
        }
        return false;
    }

    /** A backup that cannot even be opened is not one, unless the store or the key is away. */
    void notOpened(PlannedJob planned, String backupId, Exception e, Attempt attempt) {
        if (isStopped()
                || StoreUnavailableException.isBehind(e)
                || KeyUnavailableException.isBehind(e)
                || e instanceof RuntimeException) {
            interrupted(planned, backupId, ProofLevel.STORED, e, attempt);
            return;
        }
        LOG.atWarn()
                .addKeyValue("backup", backupId)
                .log("Backup of {} could not be opened: {}", planned.slot(), e.getMessage());
        failed(planned, backupId, ProofLevel.STORED, e, attempt.cause());
    }

    /** What was killed because this service ends tells nothing. */
    private static boolean isStopped() {
        return Running.CURRENT.isBound() && Running.CURRENT.get().isStopped();
    }

    private void interrupted(
            PlannedJob planned, String backupId, ProofLevel level, Exception e, Attempt attempt) {
        var wait = attempt.again().apply(attempt.number());
        LOG.atWarn()
                .addKeyValue("backup", backupId)
                .log(
                        "Verification of {} was interrupted at {}, which says nothing about the backup: {}; {}",
                        planned.slot(),
                        level,
                        e.toString(),
                        wait.map(w -> "tried again in " + w.toSeconds() + " s")
                                .orElse("left to the next hour"));
        var _ =
                events.publish(
                        new VerificationInterrupted(
                                planned.application(),
                                backupId,
                                planned.job().name(),
                                level,
                                attempt.number(),
                                String.valueOf(e.getMessage()),
                                wait.map(w -> w.toMillis() / 1e3).orElse(null)),
                        attempt.cause());
    }

    private void failed(
            PlannedJob planned,
            String backupId,
            ProofLevel level,
            Exception e,
            @Nullable EventEnvelope<?> cause) {
        var _ =
                events.publish(
                        new BackupVerificationFailed(
                                planned.application(),
                                backupId,
                                planned.job().name(),
                                level,
                                String.valueOf(e.getMessage())),
                        cause);
    }

    /** The alarm must be heard: spoilt copies must be refused, each of them. */
    void tryVerifier(PlannedJob planned, Vault.Opened opened, @Nullable EventEnvelope<?> cause) {
        var manifest = opened.manifest();
        var trial =
                new Trial(
                        verifier::verify,
                        manifest,
                        opened.store(),
                        opened.key(),
                        opened.packKeys(),
                        Engines.levelOf(planned.job()));
        for (Trial.Outcome outcome : trial.run(System.nanoTime())) {
            switch (outcome) {
                case Trial.Refused refused -> {
                    var _ =
                            events.publish(
                                    new VerifierProven(
                                            planned.application(),
                                            manifest.backupId(),
                                            planned.job().name(),
                                            refused.corruption(),
                                            refused.level(),
                                            refused.seconds()),
                                    cause);
                }
                case Trial.Interrupted interrupted -> {
                    LOG.warn("A trial of the verifier was interrupted: {}", interrupted.reason());
                    var _ =
                            events.publish(
                                    new VerificationInterrupted(
                                            planned.application(),
                                            manifest.backupId(),
                                            planned.job().name(),
                                            interrupted.level(),
                                            1,
                                            "With "
                                                    + interrupted.corruption()
                                                    + ": "
                                                    + interrupted.reason(),
                                            null),
                                    cause);
                }
                case Trial.Passed passed -> {
                    LOG.error(
                            "The verifier passed a spoilt copy of {}: {}",
                            manifest.backupId(),
                            passed.corruption());
                    var _ =
                            events.publish(
                                    new VerifierBroken(
                                            planned.application(),
                                            manifest.backupId(),
                                            planned.job().name(),
                                            passed.corruption(),
                                            passed.reason()),
                                    cause);
                }
            }
        }
    }

    private void say(Manifest manifest, Verification passed, @Nullable EventEnvelope<?> cause) {
        var _ =
                events.publish(
                        new BackupVerified(
                                manifest.application(),
                                manifest.backupId(),
                                manifest.job(),
                                passed.level(),
                                passed.restoreSeconds(),
                                passed.seconds(),
                                passed.bytesRead(),
                                passed.tablesCompared(),
                                passed.rowsCompared(),
                                manifest.snapshotAt(),
                                passed.replayed() == null ? null : passed.replayed().to(),
                                passed.replayed() == null ? null : passed.replayed().until()),
                        cause);
    }
}
