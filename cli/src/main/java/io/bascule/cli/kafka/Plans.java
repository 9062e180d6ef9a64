package io.bascule.cli.kafka;

import io.bascule.contracts.Topic;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.BackupJob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plans that were applied last, by application. */
public final class Plans {

    private final Map<String, PlanApplied> byApplication;

    private Plans(Map<String, PlanApplied> byApplication) {
        this.byApplication = byApplication;
    }

    /** Reads them off their topic. */
    public static Plans read(TopicLog log) {
        var plans = new LinkedHashMap<String, PlanApplied>();
        log.from(List.of(Topic.PLAN.topicName()), new Start.Beginning());
        log.toEnd(heard -> {
            if (heard.envelope() != null
                    && heard.envelope().event() instanceof PlanApplied applied) {
                plans.put(applied.application(), applied);
            }
        });
        return new Plans(plans);
    }

    /** Whether there is a plan for that application. */
    public boolean knows(String application) {
        return byApplication.containsKey(application);
    }

    /** The application that has a backup job of that name. */
    public Optional<String> applicationOfJob(String job) {
        return byApplication.values().stream()
                .filter(p -> p.backups().stream().anyMatch(b -> b.name().equals(job)))
                .map(PlanApplied::application)
                .findFirst();
    }

    /** The backup jobs of an application; none if it has no plan. */
    public List<BackupJob> jobs(String application) {
        var plan = byApplication.get(application);
        return plan == null ? List.of() : plan.backups();
    }
}
