package io.bascule.backup.desk;

import io.bascule.backbone.EventPublisher;
import io.bascule.backup.dump.Running;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.policy.BackupRecord.Status;
import io.bascule.backup.policy.Slots;
import io.bascule.backup.proof.Trial;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupProgressed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.Stage;
import io.bascule.contracts.event.BackupEvent.VerificationRefused;
import io.bascule.contracts.event.BackupEvent.VerificationStarted;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.event.RequestEvent.VerifyRequested;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.RestoreEvent.RestoreStarted;
import io.bascule.contracts.plan.BackupJob;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests in and decides at once: passed over, refused and said, or begun and said. The work
 * itself waits in a bounded queue. That a backup has begun is said before the request counts as
 * read, so that none is lost with this process; and it is read back, so that of several processes
 * that say so only the first on record takes it.
 */
final class Desk {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final int REMEMBERED = 10_000;

    private final Plans plans;
    private final Catalogue catalogue;
    private final Claims claims;
    private final EventPublisher events;
    private final BackupRun run;
    private final RestoreRun restore;
    private final Bench bench;
    private final ProofRetries retries;
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
            Claims claims,
            EventPublisher events,
            BackupRun run,
            RestoreRun restore,
            Bench bench,
            ProofRetries retries) {
        this.plans = plans;
        this.catalogue = catalogue;
        this.claims = claims;
        this.events = events;
        this.run = run;
        this.restore = restore;
        this.bench = bench;
        this.retries = retries;
    }

    /** The ids of the backups that it leads to, refused ones too. */
    synchronized List<String> ask(Ask ask) {
        List<PlannedJob> jobs = plans.jobs(ask.application(), ask.job());
        if (jobs.isEmpty()) {
            String job = ask.job() == null ? "all" : ask.job();
            String id = BackupId.of(ask.requestedAt(), ask.requestId(), job);
            refuse(
                    ask,
                    id,
                    job,
                    plans.knows(ask.application())
                            ? "Expected a backup job '"
                                    + job
                                    + "' in the plan, but found "
                                    + plans.jobs(ask.application(), null).stream()
                                            .map(planned -> planned.job().name())
                                            .toList()
                            : "Expected a plan for application '"
                                    + ask.application()
                                    + "', but none was applied; run bascule apply");
            return List.of(id);
        }
        var ids = new ArrayList<String>();
        for (PlannedJob job : jobs) {
            String id = BackupId.of(ask.requestedAt(), ask.requestId(), job.job().name());
            ids.add(id);
            begin(ask, job, id);
        }
        return ids;
    }

    private void begin(Ask ask, PlannedJob planned, String id) {
        if (known(id)) {
            LOG.debug("Passed over a request that was acted upon as {}", id);
            return;
        }
        BackupJob job = planned.job();
        Optional<String> inTheWay =
                claims.holder(ask.application(), job.name())
                        .map(Slots.Holder::backupId)
                        .or(() -> bench.busy(planned.slot()))
                        .map(running ->
                                "Expected no backup of this job to run, but "
                                        + running
                                        + " does; ask again when it is done")
                        .or(bench::full);
        if (inTheWay.isPresent()) {
            refuse(ask, id, job.name(), inTheWay.get());
            return;
        }
        var begun =
                events.publish(
                        new BackupStarted(
                                ask.application(),
                                id,
                                job.name(),
                                job.engine(),
                                ask.requestedBy(),
                                claims.runner()),
                        ask.cause());
        seen.put(BackupId.requestPart(id), true);
        var holder = claims.await(begun);
        if (holder.backupId().equals(id) && claims.isOwn(holder)) {
            var work = new Work(id, planned, ask.requestedBy(), begun, new Running());
            bench.put(
                    planned.slot(),
                    id,
                    work.running(),
                    r -> say(work, r),
                    () -> run.run(work, attempt -> again(id, attempt)));
        } else if (!holder.backupId().equals(id)) {
            fail(
                    ask,
                    id,
                    job.name(),
                    "Expected to be the first to begin, but " + holder.backupId() + " was");
        } else {
            LOG.info("Left backup {} to {}, who began it first", id, holder.runner());
        }
    }

    /** Restores run in the same queue, one per target at a time. */
    void ask(RestoreRequested request, EventEnvelope<?> cause) {
        String id = BackupId.of(cause.time(), cause.source() + "#" + cause.id(), "restore");
        synchronized (this) {
            if (known(id)) {
                return;
            }
        }
        String wanted = request.backupId() == null ? "newest proven" : request.backupId();
        try {
            var backup = RestoreRun.choose(catalogue, request);
            wanted = backup.backupId();
            // The target is asked before the desk is held: it may take its time.
            var refusal = restore.refusal(request, backup);
            if (refusal.isPresent()) {
                throw new IOException(refusal.get());
            }
            begin(request, cause, id, backup);
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
            synchronized (this) {
                seen.put(BackupId.requestPart(id), true);
            }
        }
    }

    private synchronized void begin(
            RestoreRequested request, EventEnvelope<?> cause, String id, BackupRecord backup)
            throws IOException {
        String slot = "restore into " + request.target();
        String inTheWay =
                bench.busy(slot).map(running -> running + " runs").or(bench::full).orElse(null);
        if (inTheWay != null) {
            throw new IOException("Expected a free target, but " + inTheWay + "; ask again later");
        }
        var begun =
                events.publish(
                        new RestoreStarted(
                                request.application(), id, backup.backupId(), request.target()),
                        cause);
        seen.put(BackupId.requestPart(id), true);
        var running = new Running();
        bench.put(
                slot,
                id,
                running,
                r -> restore.say(id, request, backup, r, begun),
                () -> restore.run(id, request, backup, plans, begun));
    }

    /** Takes a request in to prove a stored backup again. */
    void ask(VerifyRequested request, EventEnvelope<?> cause) {
        var backups = catalogue.list(request.application(), null);
        var wanted =
                backups.stream()
                        .filter(b ->
                                request.backupId() == null
                                        ? b.status() == Status.COMPLETED
                                        : b.backupId().equals(request.backupId()))
                        .findFirst();
        Optional<String> inTheWay =
                wanted.isEmpty()
                        ? Optional.of(
                                "Expected "
                                        + (request.backupId() == null
                                                ? "a complete backup"
                                                : "backup " + request.backupId())
                                        + " of "
                                        + request.application()
                                        + ", but the catalogue has none")
                        : prove(
                                wanted.get(),
                                new Proof(request.requestedBy(), request.tryVerifier(), 1, cause));
        inTheWay.ifPresent(reason -> {
            var _ =
                    events.publish(
                            new VerificationRefused(
                                    request.application(),
                                    wanted.map(BackupRecord::backupId).orElse(request.backupId()),
                                    "Refused: " + reason),
                            cause);
        });
    }

    /**
     * How a stored backup is proven again.
     *
     * @param by who asks
     * @param attempt from 1
     * @param cause the request's envelope; null if there was none
     */
    record Proof(String by, boolean tryVerifier, int attempt, @Nullable EventEnvelope<?> cause) {}

    /**
     * Proves a stored backup again.
     *
     * @return empty if it will be done; otherwise why it will not
     */
    synchronized Optional<String> prove(BackupRecord backup, Proof proof) {
        String id = backup.backupId();
        var planned = plans.job(backup.application(), backup.job());
        if (backup.status() != Status.COMPLETED) {
            return Optional.of("Expected a complete backup, but " + id + " is " + backup.status());
        }
        if (planned.isEmpty()) {
            return Optional.of(
                    "Expected the job '"
                            + backup.job()
                            + "' in the plan, to know the destination, but it is not there");
        }
        String slot = "prove " + id;
        if (bench.isHere(slot) || bench.isHere(id) || claims.isProvenElsewhere(id)) {
            return Optional.of(id + " is being proven already");
        }
        var full = bench.full();
        if (full.isPresent()) {
            return full;
        }
        var upTo = Engines.levelOf(planned.get().job());
        var begun =
                events.publish(
                        new VerificationStarted(
                                backup.application(),
                                id,
                                backup.job(),
                                upTo,
                                proof.tryVerifier()
                                        ? Trial.copies(String.valueOf(backup.engine()), upTo)
                                        : 0,
                                proof.by()),
                        proof.cause());
        var running = new Running();
        running.enter(Stage.VERIFYING);
        running.taken();
        bench.put(
                slot,
                slot,
                running,
                r -> sayProving(backup, r, begun),
                () ->
                        run.prove(
                                planned.get(),
                                id,
                                proof.tryVerifier(),
                                new Proving.Attempt(
                                        proof.attempt(),
                                        begun,
                                        attempt ->
                                                retries.after(
                                                        attempt,
                                                        () ->
                                                                again(
                                                                        id,
                                                                        new Proof(
                                                                                proof.by(),
                                                                                proof.tryVerifier(),
                                                                                attempt + 1,
                                                                                proof.cause()))))));
        return Optional.empty();
    }

    /** After the verification that follows a backup was interrupted. */
    private Optional<Duration> again(String backupId, int attempt) {
        return retries.after(
                attempt, () -> again(backupId, new Proof("retry", false, attempt + 1, null)));
    }

    private void again(String backupId, Proof proof) {
        catalogue
                .find(backupId)
                .flatMap(backup -> prove(backup, proof))
                .ifPresent(inTheWay -> LOG.info("Not proven again: {}", inTheWay));
    }

    private void sayProving(BackupRecord backup, Running running, EventEnvelope<?> begun) {
        var _ =
                events.publishLater(
                        new BackupProgressed(
                                backup.application(),
                                backup.backupId(),
                                backup.job(),
                                claims.runner(),
                                Stage.VERIFYING,
                                running.bytes(),
                                running.seconds()),
                        begun);
    }

    private void say(Work work, Running running) {
        var _ =
                events.publishLater(
                        new BackupProgressed(
                                work.application(),
                                work.backupId(),
                                work.job().name(),
                                claims.runner(),
                                running.stage(),
                                running.bytes(),
                                running.seconds()),
                        work.begun());
    }

    private boolean known(String id) {
        return seen.containsKey(BackupId.requestPart(id)) || catalogue.knowsRequest(id);
    }

    private void refuse(Ask ask, String id, String job, String reason) {
        if (!known(id)) {
            LOG.info("Refused a backup of {}/{}: {}", ask.application(), job, reason);
            fail(ask, id, job, reason);
        }
    }

    private void fail(Ask ask, String id, String job, String reason) {
        var _ =
                events.publish(
                        new BackupFailed(ask.application(), id, job, "Refused: " + reason),
                        ask.cause());
        seen.put(BackupId.requestPart(id), true);
    }
}
