package io.bascule.backup.desk;

import io.bascule.backup.policy.Slots;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.BackupJob;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backup job in force.
 *
 * @param application whose it is; {@link BackupJob#NO_APPLICATION} for a job of none
 * @param plan of that application; null for a job of none
 * @param appliedAt since when it is in force
 */
record PlannedJob(
        String application, BackupJob job, @Nullable ApplicationPlan plan, Instant appliedAt) {

    /** Only one backup of a job is taken at a time. */
    String slot() {
        return Slots.slot(application, job.name());
    }
}
