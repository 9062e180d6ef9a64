package io.bascule.backup.desk;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.PlanEvent.BackupsApplied;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.BackupJob;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The backup jobs in force, by application. */
final class Plans {

    private final Map<String, List<PlannedJob>> byApplication = new ConcurrentHashMap<>();
    private final Map<String, ApplicationPlan> plans = new ConcurrentHashMap<>();

    /** Takes a fact in and says whether it changed the jobs. */
    boolean on(EventEnvelope<?> envelope) {
        switch (envelope.event()) {
            case PlanApplied plan -> {
                plans.put(plan.application(), plan.plan());
                byApplication.put(
                        plan.application(),
                        plan.backups().stream()
                                .map(job ->
                                        new PlannedJob(
                                                plan.application(),
                                                job,
                                                plan.plan(),
                                                envelope.time()))
                                .toList());
            }
            case BackupsApplied plan ->
                    byApplication.put(
                            BackupJob.NO_APPLICATION,
                            plan.backups().stream()
                                    .map(job ->
                                            new PlannedJob(
                                                    BackupJob.NO_APPLICATION,
                                                    job,
                                                    null,
                                                    envelope.time()))
                                    .toList());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Null if the application has none, or is none. */
    @Nullable ApplicationPlan plan(String application) {
        return plans.get(application);
    }

    boolean knows(String application) {
        return byApplication.containsKey(application);
    }

    List<PlannedJob> all() {
        return byApplication.values().stream().flatMap(List::stream).toList();
    }

    /**
     * The jobs that a request means.
     *
     * @param job null for all of the application
     */
    List<PlannedJob> jobs(String application, @Nullable String job) {
        return byApplication.getOrDefault(application, List.of()).stream()
                .filter(planned -> job == null || planned.job().name().equals(job))
                .toList();
    }

    Optional<PlannedJob> job(String application, String job) {
        return jobs(application, job).stream().findFirst();
    }
}
