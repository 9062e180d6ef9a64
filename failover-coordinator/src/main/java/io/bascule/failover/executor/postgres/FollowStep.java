package io.bascule.failover.executor.postgres;

import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import java.util.Map;

/**
 * The former primary, which was shut down cleanly, follows the new one without a rewind: its last
 * checkpoint lies before the fork.
 */
public final class FollowStep implements StepExecutor {

    private final SiteDatabase database;
    private final Following following;

    public FollowStep(SiteDatabase database, Upstreams upstreams) {
        this.database = database;
        this.following = new Following(database, upstreams);
    }

    @Override
    public StepKind kind() {
        return StepKind.FOLLOW;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        var command = work.command();
        database.lock().lock();
        try {
            int timeline = Following.prepareSource(work, command.to(), false);
            if (!following.isFollowing(work, timeline)) {
                stopStandby(work);
                following.start(work, command.to(), timeline, work.deadline());
            }
            return Map.of(StepEvidence.FOLLOWED_TIMELINE, "" + timeline);
        } finally {
            database.lock().unlock();
        }
    }

    /**
     * An attempt that was broken off may have left it running, as a standby that does not stream.
     */
    private void stopStandby(StepWork work) {
        if (database.isRunning() || !database.cluster().processes().gone()) {
            if (!database.cluster().isStandby()) {
                throw new StepFailedException(
                        "Expected the former primary at "
                                + work.command().site()
                                + " to be stopped, but it runs as a primary; stop it by STOP_PRIMARY or FENCE");
            }
            database.stop(io.bascule.postgres.StopMode.FAST, work.deadline().remaining());
        }
    }
}
