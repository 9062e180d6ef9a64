package io.bascule.failover.executor.postgres;

import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepWork;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Nothing of the old primary can acknowledge a write any more: no process of its cluster is left,
 * and what is on disk can only come back as a standby.
 */
public final class FenceStep implements StepExecutor {

    /** File of the data directory that names the epoch under which it was fenced. */
    static final String EPOCH_FILE = "bascule.epoch";

    private final SiteDatabase database;
    private final Clock clock;

    public FenceStep(SiteDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public StepKind kind() {
        return StepKind.FENCE;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        long epoch = work.command().epoch();
        database.want(SiteDatabase.Wanted.FENCED, epoch);
        database.lock().lock();
        try {
            var cluster = database.cluster();
            cluster.processes().kill(work.deadline().remaining());
            var gone = clock.instant();
            cluster.setStandby(true);
            cluster.file(EPOCH_FILE).replace(List.of("" + epoch));
            var evidence = new HashMap<String, String>();
            evidence.put(StepEvidence.FENCE_PROOF, "processes-gone");
            evidence.put(StepEvidence.FENCED_AT, gone.toString());
            WalFiles.endAtMost(cluster.dataDir().resolve("pg_wal"))
                    .ifPresent(end -> evidence.put(StepEvidence.LOG_END, end.toString()));
            return evidence;
        } finally {
            database.lock().unlock();
        }
    }
}
