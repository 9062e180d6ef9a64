package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.BackupJob;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
            List<String> eventIds,
            @Nullable Instant verifiedAt,
            @Nullable Integer tablesCompared,
            @Nullable Long rowsCompared,
            @Nullable ProofLevel refutedLevel) {

        /** Whether it was restored and found whole, and still counts. */
        public boolean proven() {
            return proof.compareTo(ProofLevel.RESTORED) >= 0 && refuted == null && !expired;
        }
    }

    /**
     * A backup job, and what came of it.
     *
     * @param plan absent if the newest plan does not name it
     * @param backups the newest first, those that were removed included
     * @param running the backup that has begun and neither ended nor failed
     * @param failed the newest one that was not made, unless a later one was
     */
    public record Job(
            String application,
            String name,
            @Nullable BackupJob plan,
            List<Backup> backups,
            @Nullable EventEnvelope<BackupStarted> running,
            @Nullable EventEnvelope<BackupFailed> failed) {}

    /** The jobs of an application: those of its plan, and those of which a backup is known. */
    public List<Job> jobs(String application) {
        var all = facts.facts(application);
        var planned =
                all.of(PlanApplied.class)
                        .reduce((_, later) -> later)
                        .map(e -> e.event().backups())
                        .orElse(List.of());
        var backups = backups(all);
        return Stream.of(
                        planned.stream().map(BackupJob::name),
                        backups.stream().map(Backup::job),
                        all.of(BackupStarted.class).map(e -> e.event().job()))
                .flatMap(names -> names)
                .distinct()
                .map(name -> job(application, name, planned, backups, all))
                .toList();
    }

    private static Job job(
            String application,
            String name,
            List<BackupJob> planned,
            List<Backup> backups,
            ApplicationFacts all) {
        var ended =
                Stream.concat(
                                all.of(BackupCompleted.class).map(e -> e.event().backupId()),
                                all.of(BackupFailed.class).map(e -> e.event().backupId()))
                        .collect(Collectors.toSet());
        var own = backups.stream().filter(b -> b.job().equals(name)).toList();
        var lastStarted = all.last(BackupStarted.class, e -> e.job().equals(name));
        return new Job(
                application,
                name,
                planned.stream().filter(p -> p.name().equals(name)).findFirst().orElse(null),
                own,
                lastStarted.filter(e -> !ended.contains(e.event().backupId())).orElse(null),
                all.last(BackupFailed.class, e -> e.job().equals(name))
                        .filter(e ->
                                own.isEmpty() || own.getFirst().snapshotAt().isBefore(e.time()))
                        .orElse(null));
    }

    /** The backups of an application, the newest first. */
    public List<Backup> backups(String application) {
        return backups(facts.facts(application));
    }

    private static List<Backup> backups(ApplicationFacts all) {
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
        var refuted =
                all.first(BackupVerificationFailed.class, f -> f.backupId().equals(c.backupId()));
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
                refuted.map(f -> f.event().reason()).orElse(null),
                all.first(BackupExpired.class, e -> e.backupId().equals(c.backupId())).isPresent(),
                verified.map(v -> List.of(completed.id(), v.id()))
                        .orElseGet(() -> List.of(completed.id())),
                verified.map(EventEnvelope::time).orElse(null),
                verified.map(v -> v.event().tablesCompared()).orElse(null),
                verified.map(v -> v.event().rowsCompared()).orElse(null),
                refuted.map(f -> f.event().level()).orElse(null));
    }

    /** Every application of which a backup is known. */
    public List<String> applicationsWithBackups() {
        return facts.applicationsOf("bascule.BackupCompleted.v1");
    }
}
