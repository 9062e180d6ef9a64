package io.bascule.backup.desk;

import io.bascule.backup.dump.SourceDatabase;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.BackupJob;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The plan in force for each application. */
final class Plans {

    private final Map<String, PlanApplied> byApplication = new ConcurrentHashMap<>();
    private final Map<String, Instant> appliedAt = new ConcurrentHashMap<>();

    void on(EventEnvelope<?> envelope) {
        if (envelope.event() instanceof PlanApplied plan) {
            byApplication.put(plan.application(), plan);
            appliedAt.put(plan.application(), envelope.time());
        }
    }

    Optional<PlanApplied> of(String application) {
        return Optional.ofNullable(byApplication.get(application));
    }

    /** When the plan in force was applied. */
    Instant appliedAt(String application) {
        return appliedAt.getOrDefault(application, Instant.MAX);
    }

    Collection<PlanApplied> all() {
        return List.copyOf(byApplication.values());
    }

    /**
     * The jobs that a request means.
     *
     * @param name null for all of the application
     */
    static List<BackupJob> jobs(PlanApplied plan, @Nullable String name) {
        return plan.backups().stream()
                .filter(job -> name == null || job.name().equals(name))
                .toList();
    }

    /**
     * What a job dumps: its own source, or else the application's database through the front door,
     * which leads to the active site, as the role that Bascule connects as.
     */
    static SourceDatabase source(PlanApplied plan, BackupJob job) {
        var own = job.source();
        if (own != null) {
            return new SourceDatabase(
                    own.host(), own.port(), own.database(), own.user(), own.password());
        }
        var database = plan.plan().database();
        var server = database.at(plan.plan().primary());
        var door = plan.plan().frontDoor();
        return new SourceDatabase(
                door.host(), door.port(), database.database(), server.user(), server.password());
    }
}
