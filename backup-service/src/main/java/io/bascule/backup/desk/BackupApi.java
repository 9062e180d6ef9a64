package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.contracts.event.BackupEvent.BackupRewrapped;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The same over HTTP: what there is, and a request as any other. */
@RestController
@RequestMapping("/api/backups")
final class BackupApi {

    private final Catalogue catalogue;
    private final Plans plans;
    private final Desk desk;
    private final Expiry expiry;
    private final Vault vault;
    private final Archives archives;
    private final EventPublisher events;

    BackupApi(
            Catalogue catalogue,
            Plans plans,
            Desk desk,
            Expiry expiry,
            Vault vault,
            Archives archives,
            EventPublisher events) {
        this.catalogue = catalogue;
        this.plans = plans;
        this.desk = desk;
        this.expiry = expiry;
        this.vault = vault;
        this.archives = archives;
        this.events = events;
    }

    /** What a request was taken as. */
    record Asked(String requestId, List<String> backupIds) {}

    /**
     * One backup.
     *
     * @param manifest as the store has it; null if it has none
     * @param unreadable why the manifest could not be read; null if it could
     */
    record Shown(BackupRecord backup, @Nullable Manifest manifest, @Nullable String unreadable) {}

    @GetMapping
    List<BackupRecord> list(
            @RequestParam(required = false) @Nullable String application,
            @RequestParam(required = false) @Nullable String job) {
        return catalogue.list(application, job);
    }

    @GetMapping("/{id}")
    ResponseEntity<?> show(@PathVariable String id) {
        var backup = catalogue.find(id).orElse(null);
        if (backup == null) {
            return notFound("Expected a backup '" + id + "', but the catalogue has none");
        }
        var planned = plans.job(backup.application(), backup.job()).orElse(null);
        if (planned == null || backup.status() != BackupRecord.Status.COMPLETED) {
            return ResponseEntity.ok(new Shown(backup, null, null));
        }
        try {
            var manifest =
                    Vault.manifest(vault.store(planned.job()), Vault.folder(planned, id), id);
            return ResponseEntity.ok(new Shown(backup, manifest, null));
        } catch (IOException | RuntimeException e) {
            return ResponseEntity.ok(new Shown(backup, null, String.valueOf(e.getMessage())));
        }
    }

    /** Publishes the request and returns the ids of the backups that it leads to. */
    @PostMapping("/run")
    ResponseEntity<?> run(
            @RequestParam String application,
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(defaultValue = "api") String by,
            @RequestParam(defaultValue = "asked for over HTTP") String reason) {
        var jobs = plans.jobs(application, job);
        if (jobs.isEmpty()) {
            return notFound(
                    "Expected a backup job of a plan, but application '"
                            + application
                            + "' has no "
                            + (job == null ? "job" : "job '" + job + "'"));
        }
        var request = events.publish(new BackupRequested(application, job, by, reason));
        var ids =
                jobs.stream()
                        .map(planned -> planned.job().name())
                        .map(name ->
                                BackupId.of(
                                        request.time(),
                                        request.source() + "#" + request.id(),
                                        name))
                        .toList();
        return ResponseEntity.accepted().body(new Asked(request.id(), ids));
    }

    /**
     * Proves a stored backup again; the facts tell how far it came.
     *
     * @param tryVerifier whether the verifier is tried on spoilt copies of it, too
     */
    @PostMapping("/{id}/verify")
    ResponseEntity<?> verify(
            @PathVariable String id, @RequestParam(defaultValue = "false") boolean tryVerifier) {
        var backup = catalogue.find(id).orElse(null);
        if (backup == null || backup.status() != BackupRecord.Status.COMPLETED) {
            return notFound("Expected a complete backup '" + id + "', but the catalogue has none");
        }
        return desk.prove(backup, new Desk.Proof("api", tryVerifier, 1, null))
                .<ResponseEntity<?>>map(
                        inTheWay -> ResponseEntity.status(HttpStatus.CONFLICT).body(inTheWay))
                .orElseGet(() -> ResponseEntity.accepted().body(backup));
    }

    /** Says what retention removes and keeps, and why; removes it only if told so. */
    @PostMapping("/expire")
    List<Expiry.Outcome> expire(
            @RequestParam(required = false) @Nullable String application,
            @RequestParam(defaultValue = "true") boolean dryRun) {
        return expiry.sweep(
                planned -> application == null || planned.application().equals(application),
                dryRun);
    }

    /**
     * Wraps the data keys of all complete backups by the keys of today, after these were changed.
     *
     * @return the ids of the backups that were wrapped by other keys until now
     */
    @PostMapping("/rewrap")
    ResponseEntity<?> rewrap(
            @RequestParam(required = false) @Nullable String application,
            @RequestParam(defaultValue = "api") String by) {
        var done = new ArrayList<String>();
        for (BackupRecord backup : catalogue.list(application, null)) {
            var planned = plans.job(backup.application(), backup.job()).orElse(null);
            if (planned == null
                    || backup.status() != BackupRecord.Status.COMPLETED
                    || backup.keyId() == null) {
                continue;
            }
            try {
                String key = vault.rewrap(planned, backup.backupId());
                if (key != null) {
                    done.add(backup.backupId());
                    var _ =
                            events.publish(
                                    new BackupRewrapped(
                                            backup.application(),
                                            backup.backupId(),
                                            backup.job(),
                                            key,
                                            by));
                }
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                return ResponseEntity.status(HttpStatus.CONFLICT)
                        .body(backup.backupId() + ": " + e.getMessage() + "; done before: " + done);
            }
        }
        for (PlannedJob planned : plans.all()) {
            if (application == null || planned.application().equals(application)) {
                try {
                    done.addAll(archives.rewrap(planned));
                } catch (IOException | GeneralSecurityException | RuntimeException e) {
                    return ResponseEntity.status(HttpStatus.CONFLICT)
                            .body(
                                    "log of "
                                            + planned.slot()
                                            + ": "
                                            + e.getMessage()
                                            + "; done before: "
                                            + done);
                }
            }
        }
        return ResponseEntity.ok(done);
    }

    private static ResponseEntity<?> notFound(String reason) {
        return ResponseEntity.status(HttpStatus.NOT_FOUND).body(reason);
    }
}
