package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.contracts.event.RequestEvent.BackupRequested;
import io.bascule.contracts.plan.BackupJob;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
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
    private final EventPublisher events;

    BackupApi(Catalogue catalogue, Plans plans, EventPublisher events) {
        this.catalogue = catalogue;
        this.plans = plans;
        this.events = events;
    }

    /** What a request was taken as. */
    record Asked(String requestId, List<String> backupIds) {}

    @GetMapping
    List<BackupRecord> list(
            @RequestParam(required = false) @Nullable String application,
            @RequestParam(required = false) @Nullable String job) {
        return catalogue.list(application, job);
    }

    /** Publishes the request and returns the ids of the backups that it leads to. */
    @PostMapping("/run")
    ResponseEntity<?> run(
            @RequestParam String application,
            @RequestParam(required = false) @Nullable String job,
            @RequestParam(defaultValue = "api") String by,
            @RequestParam(defaultValue = "asked for over HTTP") String reason) {
        var jobs = plans.of(application).map(plan -> Plans.jobs(plan, job)).orElse(List.of());
        if (jobs.isEmpty()) {
            return ResponseEntity.status(HttpStatus.NOT_FOUND)
                    .body(
                            "Expected a backup job of a plan, but application '"
                                    + application
                                    + "' has no "
                                    + (job == null ? "job" : "job '" + job + "'"));
        }
        var request = events.publish(new BackupRequested(application, job, by, reason));
        var ids =
                jobs.stream()
                        .map(BackupJob::name)
                        .map(name ->
                                BackupId.of(
                                        request.time(),
                                        request.source() + "#" + request.id(),
                                        name))
                        .toList();
        return ResponseEntity.accepted().body(new Asked(request.id(), ids));
    }
}
