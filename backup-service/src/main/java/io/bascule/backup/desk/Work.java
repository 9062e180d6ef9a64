package io.bascule.backup.desk;

import io.bascule.backup.dump.Running;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.plan.BackupJob;

/**
 * One backup to be taken.
 *
 * @param begun the fact that it has begun; what follows is caused by it
 * @param running how far it has come
 */
record Work(
        String backupId,
        PlannedJob planned,
        String requestedBy,
        EventEnvelope<?> begun,
        Running running) {

    String application() {
        return planned.application();
    }

    BackupJob job() {
        return planned.job();
    }

    String slot() {
        return planned.slot();
    }
}
