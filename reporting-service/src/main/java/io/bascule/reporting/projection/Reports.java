package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.reporting.measure.ApplicationFacts;
import io.bascule.reporting.measure.RunFacts;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.report.Report;
import io.bascule.reporting.report.ReportJson;
import io.bascule.reporting.report.ReportOf;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reports and backups, to be read. */
@Component
public class Reports {

    private final ReportStore store;
    private final FactStore facts;
    private final Known known;

    Reports(ReportStore store, FactStore facts, Known known) {
        this.store = store;
        this.facts = facts;
        this.known = known;
    }

    /**
     * A report as it stands.
     *
     * @param json exactly the bytes that {@code sha256} is of, in UTF-8
     */
    public record Document(Report report, String json, String sha256) {}

    /** The newest published version; a draft, version 0, while the run is not over. */
    public Optional<Document> of(String runId) {
        var measured = known.run(runId);
        if (measured.isPresent() && !measured.get().outcome().isOver()) {
            return draft(measured.get());
        }
        return store.newest(runId).map(s -> new Document(s.report(), s.json(), s.sha256()));
    }

    private Optional<Document> draft(RunMeasurement measured) {
        return RunFacts.of(facts.facts(measured.application())).stream()
                .filter(run -> run.runId().equals(measured.runId()))
                .findFirst()
                .map(run -> {
                    var report = ReportOf.run(run, measured, 0, null);
                    String json = ReportJson.write(report);
                    return new Document(report, json, ReportJson.sha256(json));
                });
    }

    /**
     * One backup.
     *
     * @param proof the highest level it passed; COMPLETED if none was tried
     * @param refuted why it does not count, if a level failed
     */
    public record Backup(
            String application,
            String backupId,
            String job,
            String engine,
            Instant snapshotAt,
            long sourceBytes,
            long storedBytes,
            String sha256,
            String encryption,
            String manifestUri,
            ProofLevel proof,
            @Nullable Double restoreSeconds,
            @Nullable String refuted,
            boolean expired,
            List<String> eventIds) {}

    /** The backups of an application, the newest first. */
    public List<Backup> backups(String application) {
        var all = facts.facts(application);
        return all.of(BackupCompleted.class)
                .map(c -> backup(all, c))
                .sorted(Comparator.comparing(Backup::snapshotAt).reversed())
                .toList();
    }

    private static Backup backup(ApplicationFacts all, EventEnvelope<BackupCompleted> completed) {
        var c = completed.event();
        var verified =
                all.of(BackupVerified.class)
                        .filter(v -> v.event().backupId().equals(c.backupId()))
                        .max(
                                Comparator.<EventEnvelope<BackupVerified>, ProofLevel>comparing(
                                                v -> v.event().level())
                                        .thenComparing(EventEnvelope::id));
        return new Backup(
                c.application(),
                c.backupId(),
                c.job(),
                c.engine(),
                c.snapshotAt(),
                c.sourceBytes(),
                c.storedBytes(),
                c.sha256(),
                c.encryption(),
                c.manifestUri(),
                verified.map(v -> v.event().level()).orElse(ProofLevel.COMPLETED),
                verified.map(v -> v.event().restoreSeconds()).orElse(null),
                all.first(BackupVerificationFailed.class, f -> f.backupId().equals(c.backupId()))
                        .map(f -> f.event().reason())
                        .orElse(null),
                all.first(BackupExpired.class, e -> e.backupId().equals(c.backupId())).isPresent(),
                verified.map(v -> List.of(completed.id(), v.id()))
                        .orElseGet(() -> List.of(completed.id())));
    }

    /** Every application of which a backup is known. */
    public List<String> applicationsWithBackups() {
        return facts.applicationsOf("bascule.BackupCompleted.v1");
    }
}
