package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.proof.Trial;
import io.bascule.backup.proof.Verification;
import io.bascule.backup.proof.VerificationFailedException;
import io.bascule.backup.proof.Verifier;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.BackupEvent.VerifierBroken;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
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

    void prove(PlannedJob planned, Vault.Opened opened, @Nullable EventEnvelope<?> cause) {
        var manifest = opened.manifest();
        var log = manifest.log();
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
        } catch (VerificationFailedException e) {
            LOG.atWarn()
                    .addKeyValue("backup", manifest.backupId())
                    .log("Backup of {} is not proven: {}", planned.slot(), e.getMessage());
            failed(planned, manifest.backupId(), e.level(), e, cause);
        }
    }

    /** A backup that cannot even be opened is not one. */
    void notOpened(PlannedJob planned, String backupId, Exception e) {
        LOG.atWarn()
                .addKeyValue("backup", backupId)
                .log("Backup of {} could not be opened: {}", planned.slot(), e.getMessage());
        failed(planned, backupId, ProofLevel.STORED, e, null);
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
    void tryVerifier(PlannedJob planned, Vault.Opened opened) {
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
                                            refused.seconds()));
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
                                            passed.reason()));
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
