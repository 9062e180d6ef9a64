package io.bascule.backup.desk;

import io.bascule.backup.policy.Schedule;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.BackupJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the backups that the plan's schedules are due, and for retention once an hour. A tick
 * that was missed while nobody was here is caught up once. One instance is assumed.
 */
final class Scheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    /** A clock that was set is noticed within this time. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Duration RETENTION_EVERY = Duration.ofHours(1);

    private final Plans plans;
    private final Catalogue catalogue;
    private final Desk desk;
    private final Housekeeping housekeeping;
    private final Clock clock;
    private final boolean schedules;
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean stopped;
    private Instant expiredAt = Instant.MIN;

    Scheduler(
            Plans plans,
            Catalogue catalogue,
            Desk desk,
            Housekeeping housekeeping,
            Clock clock,
            boolean schedules) {
        this.plans = plans;
        this.catalogue = catalogue;
        this.desk = desk;
        this.housekeeping = housekeeping;
        this.clock = clock;
        this.schedules = schedules;
    }

    /** To be called when the catalogue and the plans are there. */
    void start() {
        Thread.ofVirtual().name("schedules").start(this::run);
    }

    /** Another plan may be due earlier. */
    void planChanged() {
        wake.release();
    }

    private void run() {
        while (!stopped) {
            Instant next = clock.instant().plus(LONGEST_WAIT);
            try {
                next = Instant.ofEpochMilli(Math.min(next.toEpochMilli(), turn().toEpochMilli()));
            } catch (RuntimeException e) {
                LOG.error("Expected the schedules to be looked through, but {}", e, e);
            }
            try {
                long millis = Math.max(1, Duration.between(clock.instant(), next).toMillis());
                if (wake.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Asks for what is due and says when something is due next. */
    private Instant turn() {
        Instant now = clock.instant();
        if (expiredAt.isBefore(now.minus(RETENTION_EVERY))) {
            expiredAt = now;
            housekeeping.expire();
        }
        Instant next = now.plus(LONGEST_WAIT);
        if (!schedules) {
            return next;
        }
        for (PlanApplied plan : plans.all()) {
            for (BackupJob job : plan.backups()) {
                try {
                    var schedule = Schedule.parse(job.schedule(), job.timeZone());
                    Instant last = lastActed(plan, job);
                    schedule.due(last, now).ifPresent(tick -> ask(plan, job, tick));
                    Instant after = schedule.next(now).orElse(next);
                    next = after.isBefore(next) ? after : next;
                } catch (RuntimeException e) {
                    LOG.warn(
                            "Expected a schedule in job {}, but {}; correct the plan",
                            job.name(),
                            e.getMessage());
                }
            }
        }
        return next;
    }

    private Instant lastActed(PlanApplied plan, BackupJob job) {
        return catalogue.list(plan.application(), job.name()).stream()
                .findFirst()
                .map(backup -> backup.startedAt())
                .orElse(plans.appliedAt(plan.application()));
    }

    private void ask(PlanApplied plan, BackupJob job, Instant tick) {
        var _ =
                desk.ask(
                        new Desk.Ask(
                                plan.application(),
                                job.name(),
                                "schedule#" + plan.application() + "#" + tick,
                                tick,
                                "schedule",
                                null));
    }

    @Override
    public void close() {
        stopped = true;
        wake.release();
    }
}
