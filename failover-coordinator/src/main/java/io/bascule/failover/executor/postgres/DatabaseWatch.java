package io.bascule.failover.executor.postgres;

import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.failover.executor.Applications;
import io.bascule.failover.executor.Applications.Application;
import io.bascule.failover.executor.Reports;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the active site's database, from both sites.
 *
 * <p>At the active site: is this process's child there, and does it answer? Its end is told by the
 * operating system and said at once. At the standby site: has the stream from the active server
 * ended or fallen silent, and does that server also not answer a question of ours? Only both
 * together are said to be unhealthy; a stream alone may break for reasons of the standby's.
 */
public final class DatabaseWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);

    private static final Duration EVERY = Duration.ofMillis(200);

    /** A stream brings at least the canary's writes; silence for this long is suspicious. */
    private static final String STREAM =
            "SELECT count(*) FROM pg_stat_wal_receiver WHERE status = 'streaming'"
                    + " AND last_msg_receipt_time > clock_timestamp() - interval '2 s'";

    private final SiteDatabase database;
    private final Applications applications;
    private final Reports reports;
    private final Clock clock;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();

    public DatabaseWatch(
            SiteDatabase database, Applications applications, Reports reports, Clock clock) {
        this.database = database;
        this.applications = applications;
        this.reports = reports;
        this.clock = clock;
    }

    /** Begins to watch every application that runs here, as it becomes known. */
    public void start() {
        applications.onChange(application -> {
            if (application.plan().runsAt(applications.place())) {
                watches.computeIfAbsent(application.name(), Watch::new).wake();
            }
        });
        database.onExit(() -> watches.values().forEach(Watch::exited));
    }

    @Override
    public void close() {
        watches.values().forEach(Watch::close);
    }

    private final class Watch {

        private final String name;
        private final Opinion opinion;
        private final Semaphore bell = new Semaphore(0);
        private final Thread thread;

        Watch(String name) {
            this.name = name;
            this.opinion = new Opinion(name, applications.place(), reports, clock);
            this.thread = Thread.ofVirtual().name("watch-" + name).start(this::loop);
        }

        void wake() {
            bell.release();
        }

        /** On the thread that the operating system's word arrives on: nothing is waited for. */
        void exited() {
            applications
                    .named(name)
                    .filter(this::isActiveHere)
                    .ifPresent(application -> processGone(application.situation().activeSite()));
        }

        void close() {
            thread.interrupt();
        }

        private void loop() {
            try (var here = new Probe();
                    var there = new Probe()) {
                while (!Thread.currentThread().isInterrupted()) {
                    var _ = bell.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                    bell.drainPermits();
                    applications.named(name).ifPresent(now -> tryLook(now, here, there));
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private void tryLook(Application application, Probe here, Probe there) {
            try {
                if (isActiveHere(application)) {
                    lookAtChild(application, here);
                } else {
                    lookAtStream(application, here, there);
                }
            } catch (RuntimeException e) {
                // Silence would be taken for an observer's death; the next look follows soon.
                LOG.atWarn()
                        .addKeyValue("application", name)
                        .log("A look failed: {}", e.toString());
            }
        }

        private boolean isActiveHere(Application application) {
            return application.situation().activeSite().equals(applications.place());
        }

        private void lookAtChild(Application application, Probe here) {
            var site = applications.place();
            if (!database.isRunning()) {
                processGone(site);
                return;
            }
            var outcome = here.answers(application.plan(), site);
            if (outcome.answer().isPresent()) {
                opinion.healthy(site, Evidence.PROCESS, "its postmaster runs and answers");
            } else if (database.isRunning()) {
                opinion.unhealthy(
                        site,
                        Evidence.PROBE,
                        "its postmaster runs, but does not answer: " + outcome.failure());
            } else {
                processGone(site);
            }
        }

        private void processGone(String site) {
            if (database.wanted().wanted() == SiteDatabase.Wanted.RUNNING) {
                opinion.unhealthy(site, Evidence.PROCESS, "its postmaster has ended");
            } else {
                opinion.unknown();
            }
        }

        private void lookAtStream(Application application, Probe here, Probe there) {
            var plan = application.plan();
            var active = application.situation().activeSite();
            var stream =
                    here.ask(
                            plan,
                            applications.place(),
                            sql -> sql.text(STREAM).map(Integer::parseInt));
            if (stream.answer().isEmpty()) {
                // Without its own server this site has no stream to speak of.
                opinion.unknown();
            } else if (stream.answer().equals(Optional.of(1))) {
                opinion.healthy(active, Evidence.STREAM, "the standby receives its stream");
            } else {
                var answer = there.answers(plan, active);
                if (answer.answer().isPresent()) {
                    opinion.healthy(active, Evidence.STREAM, "no stream, but it answers a probe");
                } else {
                    opinion.unhealthy(
                            active,
                            Evidence.STREAM,
                            "no stream, and no answer to a probe: " + answer.failure());
                }
            }
        }
    }
}
