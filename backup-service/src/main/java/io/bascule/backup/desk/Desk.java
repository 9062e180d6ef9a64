package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.policy.BackupId;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.RestoreFailed;
import io.bascule.contracts.event.BackupEvent.RestoreStarted;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests in and decides at once: passed over, refused and said, or begun and said. The work
 * itself waits in a bounded queue. That a backup has begun is said before the request counts as
 * read, so that none is lost with this process.
 */
public final class Desk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final int REMEMBERED = 10_000;

    private final Plans plans;
    private final Catalogue catalogue;
    private final EventPublisher events;
    private final Consumer<Work> run;
    private final RestoreRun restore;
    private final ThreadPoolExecutor workers;
    private final Map<String, String> busy = new LinkedHashMap<>();
    private final Map<String, Boolean> seen =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Desk(
            Plans plans,
            Catalogue catalogue,
            EventPublisher events,
            Consumer<Work> run,
            RestoreRun restore,
            int queue,
            int concurrency) {
        this.plans = plans;
        this.catalogue = catalogue;
        this.events = events;
        this.run = run;
        this.restore = restore;
        this.workers =
                new ThreadPoolExecutor(
                        concurrency,
                        concurrency,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queue),
                        Thread.ofPlatform().name("backup-", 1).factory());
    }

    /**
     * What a request asks for.
     *
     * @param requestId the same request has the same id, however often it comes
     * @param job null for all jobs of the application
     * @param cause the request's envelope; null for a schedule
     */
    record Ask(
            String application,
            @Nullable String job,
            String requestId,
            Instant requestedAt,
            String requestedBy,
            @Nullable EventEnvelope<?> cause) {}

    /** The ids of the backups that it leads to, refused ones too. */
    synchronized List<String> ask(Ask ask) {
        PlanApplied plan = plans.of(ask.application()).orElse(null);
        List<BackupJob> jobs = plan == null ? List.of() : Plans.jobs(plan, ask.job());
        if (plan == null || jobs.isEmpty()) {
            String job = ask.job() == null ? "all" : ask.job();
            String id = BackupId.of(ask.requestedAt(), ask.requestId(), job);
            refuse(
                    ask,
                    id,
                    job,
                    plan == null
                            ? "Expected a plan for application '"
                                    + ask.application()
                                    + "', but none was applied; run bascule apply"
                            : "Expected a backup job '"
                                    + job
                                    + "' in the plan, but found "
                                    + plan.backups().stream().map(BackupJob::name).toList());
            return List.of(id);
        }
        var ids = new ArrayList<String>();
        for (BackupJob job : jobs) {
            String id = BackupId.of(ask.requestedAt(), ask.requestId(), job.name());
            ids.add(id);
            begin(ask, plan, job, id);
        }
        return ids;
    }

    private void begin(Ask ask, PlanApplied plan, BackupJob job, String id) {
        if (known(id)) {
            LOG.debug("Passed over a request that was acted upon as {}", id);
            return;
        }
        String slot = ask.application() + "/" + job.name();
        String running = busy.get(slot);
        if (running != null) {
            refuse(
                    ask,
                    id,
                    job.name(),
                    "Expected no backup of this job to run, but "
                            + running
                            + " does; ask again when it is done");
            return;
        }
        if (workers.getQueue().remainingCapacity() == 0) {
            refuse(
                    ask,
                    id,
                    job.name(),
                    "Expected room in the queue, but "
                            + workers.getQueue().size()
                            + " backups wait; ask again later");
            return;
        }
        var begun =
                events.publish(
                        new BackupStarted(
                                ask.application(), id, job.name(), job.engine(), ask.requestedBy()),
                        ask.cause());
        seen.put(BackupId.requestPart(id), true);
        busy.put(slot, id);
        var work = new Work(id, plan, job, ask.requestedBy(), begun);
        workers.execute(() -> guarded(slot, id, () -> run.accept(work)));
    }

    /** Restores run in the same queue, one per target at a time. */
    synchronized void ask(RestoreRequested request, EventEnvelope<?> cause) {
        String id = BackupId.of(cause.time(), cause.source() + "#" + cause.id(), "restore");
        if (known(id)) {
            return;
        }
        String slot = "restore into " + request.target();
        String wanted = request.backupId() == null ? "newest proven" : request.backupId();
        try {
            var backup = RestoreRun.choose(catalogue, request);
            wanted = backup.backupId();
            String running = busy.get(slot);
            if (running != null || workers.getQueue().remainingCapacity() == 0) {
                throw new IOException(
                        "Expected a free target and room in the queue, but "
                                + (running == null ? "the queue is full" : running + " runs")
                                + "; ask again later");
            }
            var begun =
                    events.publish(
                            new RestoreStarted(request.application(), id, wanted, request.target()),
                            cause);
            seen.put(BackupId.requestPart(id), true);
            busy.put(slot, id);
            workers.execute(
                    () -> guarded(slot, id, () -> restore.run(id, request, backup, plans, begun)));
        } catch (IOException e) {
            var _ =
                    events.publish(
                            new RestoreFailed(
                                    request.application(),
                                    id,
                                    wanted,
                                    request.target(),
                                    "Refused: " + e.getMessage()),
                            cause);
            seen.put(BackupId.requestPart(id), true);
        }
    }

    private boolean known(String id) {
        return seen.containsKey(BackupId.requestPart(id)) || catalogue.knowsRequest(id);
    }

    private void refuse(Ask ask, String id, String job, String reason) {
        if (known(id)) {
            return;
        }
        LOG.info("Refused a backup of {}/{}: {}", ask.application(), job, reason);
        var _ =
                events.publish(
                        new BackupFailed(ask.application(), id, job, "Refused: " + reason),
                        ask.cause());
        seen.put(BackupId.requestPart(id), true);
    }

    private void guarded(String slot, String id, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            // Such as a broker that did not take a fact: the next start finds it unfinished.
            LOG.error("Expected {} to end in a fact, but {}", id, e, e);
        } finally {
            synchronized (this) {
                busy.remove(slot);
            }
        }
    }

    /** The backups that run or wait here. */
    synchronized Set<String> running() {
        return new HashSet<>(busy.values());
    }

    /** Stops what runs: its child processes are killed, and it is said to have failed. */
    @Override
    public void close() {
        workers.shutdownNow();
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
        try {
            if (!workers.awaitTermination(20, TimeUnit.SECONDS)) {
                LOG.warn("Expected running backups to stop within 20 s, but they have not");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
