package io.bascule.backup.desk;

import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.backup.policy.Schedule;
import io.bascule.backup.policy.Ticks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for what the plan's schedules are due, for the jobs that this instance looks after: backups,
 * proofs, and once an hour retention; and looks for backups whose process is gone. A tick that was
 * missed while nobody was here is caught up once.
 */
final class Scheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

    private static final Duration HOUSEKEEPING_EVERY = Duration.ofHours(1);

    private final Plans plans;
    private final Catalogue catalogue;
    private final Desk desk;
    private final LostWork lostWork;
    private final Expiry expiry;
    private final Ownership ownership;
    private final Clock clock;
    private final boolean schedules;
    private final Duration lookEvery;
    private final Semaphore wake = new Semaphore(0);
    private final Map<String, Instant> provenAt = new ConcurrentHashMap<>();
    private volatile boolean started;
    private volatile boolean stopped;
    private long keptHouseNanos;
    private boolean unprovenLeft;
    private volatile boolean keptHouse;

    /**
     * With these parts.
     *
     * @param schedules false for requests alone
     * @param lookEvery a clock that was set and a process that is gone are noticed within this time
     */
    Scheduler(
            Plans plans,
            Catalogue catalogue,
            Desk desk,
            LostWork lostWork,
            Expiry expiry,
            java.util.function.Function<Runnable, Ownership> ownership,
            Clock clock,
            boolean schedules,
            Duration lookEvery) {
        this.plans = plans;
        this.catalogue = catalogue;
        this.desk = desk;
        this.lostWork = lostWork;
        this.expiry = expiry;
        // What comes with a partition is looked after at once.
        this.ownership = ownership.apply(this::planChanged);
        this.clock = clock;
        this.schedules = schedules;
        this.lookEvery = lookEvery;
    }

    Ownership ownership() {
        return ownership;
    }

    /** To be called when the catalogue and the plans are there. */
    synchronized void start() {
        if (!started) {
            started = true;
            Thread.ofVirtual().name("schedules").start(this::run);
        }
    }

    /** Something may be due earlier. */
    void planChanged() {
        keptHouse = false;
        wake.release();
    }

    private void run() {
        while (!stopped) {
            Instant next = clock.instant().plus(lookEvery);
            try {
                Instant due = turn();
                next = due.isBefore(next) ? due : next;
            } catch (RuntimeException e) {
                LOG.error("Expected the schedules to be looked through, but {}", e, e);
            }
            try {
                long millis =
                        Math.clamp(
                                Duration.between(clock.instant(), next).toMillis(),
                                1,
                                lookEvery.toMillis());
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
        lostWork.look();
        if (!keptHouse || System.nanoTime() - keptHouseNanos > HOUSEKEEPING_EVERY.toNanos()) {
            keptHouse = true;
            keptHouseNanos = System.nanoTime();
            lostWork.abortStale();
            unprovenLeft = true;
            var _ = expiry.sweep(ownership::isMine, false);
        }
        if (unprovenLeft) {
            unprovenLeft = lostWork.proveUnproven(ownership::isMine);
        }
        Instant next = now.plus(lookEvery);
        if (!schedules) {
            return next;
        }
        for (PlannedJob planned : plans.all()) {
            if (ownership.isMine(planned)) {
                Instant due = turn(planned, now, next);
                next = due.isBefore(next) ? due : next;
            }
        }
        return next;
    }

    private Instant turn(PlannedJob planned, Instant now, Instant otherwise) {
        var job = planned.job();
        try {
            var schedule = Schedule.parse(job.schedule(), job.timeZone());
            var backups = catalogue.list(planned.application(), job.name());
            Ticks.due(schedule, backups, planned.appliedAt(), now)
                    .ifPresent(tick -> ask(planned, tick));
            Instant next = schedule.next(now).orElse(otherwise);
            if (job.proofSchedule() != null) {
                var proofs = Schedule.parse(job.proofSchedule(), job.timeZone());
                prove(planned, proofs, now);
                next = earlier(next, proofs.next(now).orElse(next));
            }
            return next;
        } catch (RuntimeException e) {
            LOG.warn("Expected to follow the schedule of {}, but {}", planned.slot(), e.toString());
            return otherwise;
        }
    }

    private void ask(PlannedJob planned, Instant tick) {
        var _ =
                desk.ask(
                        new Ask(
                                planned.application(),
                                planned.job().name(),
                                Ticks.SCHEDULE + "#" + planned.application() + "#" + tick,
                                tick,
                                Ticks.SCHEDULE,
                                null));
    }

    private void prove(PlannedJob planned, Schedule proofs, Instant now) {
        Optional<BackupRecord> newest =
                catalogue.list(planned.application(), planned.job().name()).stream()
                        .filter(b -> b.status() == Status.COMPLETED && b.level() != null)
                        .findFirst();
        Instant last = provenAt.computeIfAbsent(planned.slot(), _ -> planned.appliedAt());
        Instant tried = catalogue.triedAt(planned.application(), planned.job().name()).orElse(last);
        Instant since = tried.isAfter(last) ? tried : last;
        if (newest.isPresent() && proofs.due(since, now).isPresent()) {
            provenAt.put(planned.slot(), now);
            desk.prove(newest.get(), new Desk.Proof(Ticks.SCHEDULE, true, 1, null))
                    .ifPresent(inTheWay -> {
                        provenAt.put(planned.slot(), since);
                        LOG.info("Not proven anew yet: {}", inTheWay);
                    });
        }
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    @Override
    public void close() {
        stopped = true;
        wake.release();
    }
}
