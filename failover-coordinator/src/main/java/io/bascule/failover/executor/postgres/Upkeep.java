package io.bascule.failover.executor.postgres;

import io.bascule.failover.executor.Applications.Application;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.postgres.PostgresException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is to be so while no run is under way: at the active site Bascule's objects are there; at
 * the other site the server is a standby that keeps nothing for readers of former times. Run on the
 * application's own thread, so never beside a step.
 */
public final class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SiteDatabase database;
    private final String place;
    private final Duration restartAfter;
    private final Clock clock;
    private final PrimaryObjects objects = new PrimaryObjects();
    private long downSince;
    private boolean down;

    /**
     * Does nothing yet.
     *
     * @param restartAfter a primary that ended by itself is left to the coordinator for this long
     */
    public Upkeep(SiteDatabase database, String place, Duration restartAfter, Clock clock) {
        this.database = database;
        this.place = place;
        this.restartAfter = restartAfter;
        this.clock = clock;
    }

    /**
     * Does what is missing. May be interrupted at any point, as it may end with its process at any.
     *
     * @param highestEpoch of which a command was admitted here; a situation that is older says
     *     nothing of now
     */
    public void keepUp(Application application, long highestEpoch) {
        if (!application.steady()
                || application.situation().epoch() < highestEpoch
                || !database.lock().tryLock()) {
            return;
        }
        try {
            boolean active = application.situation().activeSite().equals(place);
            if (!database.isRunning()) {
                restart(active);
                return;
            }
            down = false;
            tend(application, active);
        } catch (StepFailedException | PostgresException | SQLException e) {
            if (Thread.currentThread().isInterrupted()) {
                LOG.atInfo()
                        .addKeyValue("application", application.name())
                        .log("The upkeep gives way to a step");
                return;
            }
            LOG.atWarn()
                    .addKeyValue("application", application.name())
                    .log("Not everything is as it should be: {}", e.getMessage());
        } finally {
            database.lock().unlock();
        }
    }

    private void tend(Application application, boolean active) throws SQLException {
        var plan = application.plan();
        long epoch = application.situation().epoch();
        try (var sql = Sql.at(plan, place, Deadline.in(LIMIT))) {
            if (sql.inRecovery()) {
                if (!active) {
                    Slots.dropUnused(sql, "logical");
                    Slots.dropUnused(sql, "physical");
                }
            } else if (active) {
                objects.ensure(sql, plan, place, epoch);
            } else if (PrimaryObjects.epoch(sql) < epoch) {
                fence(application.name(), epoch);
            }
        }
    }

    /** A former primary that came back must not go on as one: a newer epoch serves elsewhere. */
    private void fence(String application, long epoch) {
        LOG.atWarn()
                .addKeyValue("application", application)
                .addKeyValue("epoch", epoch)
                .log("The server here is a primary of an older epoch; it is fenced");
        database.want(SiteDatabase.Wanted.FENCED, epoch);
        database.cluster().processes().kill(LIMIT);
        database.cluster().setStandby(true);
        database.cluster().file(FenceStep.EPOCH_FILE).replace(List.of("" + epoch));
    }

    private void restart(boolean active) {
        if (database.wanted().wanted() != SiteDatabase.Wanted.RUNNING) {
            return;
        }
        long now = System.nanoTime();
        if (!down) {
            down = true;
            downSince = now;
        }
        if (!active || now - downSince >= restartAfter.toNanos()) {
            LOG.atInfo().addKeyValue("at", clock.instant()).log("Starting the server again");
            // Whatever comes of it, the next try waits as long again.
            downSince = now;
            database.start(Deadline.in(LIMIT));
        }
    }
}
