package io.bascule.backup.desk;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.BackupJob;

/**
 * One backup to be taken.
 *
 * @param begun the fact that it has begun; what follows is caused by it
 */
record Work(
        String backupId,
        PlanApplied plan,
        BackupJob job,
        String requestedBy,
        EventEnvelope<?> begun) {

    String application() {
        return plan.application();
    }

    /** Only one backup of a job runs at a time. */
    String slot() {
        return application() + "/" + job.name();
    }
}
