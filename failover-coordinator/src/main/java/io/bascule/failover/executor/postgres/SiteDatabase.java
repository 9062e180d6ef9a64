package io.bascule.failover.executor.postgres;

import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.JsonFile;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresServer;
import io.bascule.postgres.ServerStart;
import io.bascule.postgres.StopMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL server of this site, this process's child, and what is wanted of it. What is
 * wanted is on disk before it is done, so that an executor that comes back neither revives a fenced
 * server nor forgets a running one.
 */
public final class SiteDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SiteDatabase.class);

    private static final Duration STOPPING = Duration.ofSeconds(30);
    private static final Duration KILLING = Duration.ofSeconds(20);

    private final Cluster cluster;
    private final JsonFile<Wish> record;
    private final Path log;
    private final Map<String, String> settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Runnable> exitWatchers = new CopyOnWriteArrayList<>();
    private volatile Wish wanted;
    private volatile @Nullable PostgresServer server;

    /**
     * Starts nothing.
     *
     * @param cluster its data directory
     * @param stateDir folder that holds what is wanted
     * @param log file that takes what the server writes
     * @param socketDir folder of its Unix socket; empty for what its configuration says
     */
    public SiteDatabase(Cluster cluster, Path stateDir, Path log, String socketDir) {
        this.cluster = cluster;
        this.settings =
                socketDir.isBlank() ? Map.of() : Map.of("unix_socket_directories", socketDir);
        this.record = new JsonFile<>(stateDir.resolve("server.json"), Wish.class);
        this.log = log;
        this.wanted = record.read().orElse(new Wish(Wanted.RUNNING, 0));
    }

    /** What is wanted of the server. */
    public enum Wanted {
        /** It runs, as what its data directory makes of it. */
        RUNNING,
        /** It was stopped on purpose, cleanly, and stays down until a step says otherwise. */
        STOPPED,
        /** It was fenced: no process of it may live, and it may come back as a standby only. */
        FENCED
    }

    /** What is wanted, and the epoch of the step that said so. */
    public record Wish(Wanted wanted, long epoch) {}

    /** The data directory. */
    public Cluster cluster() {
        return cluster;
    }

    /** What is wanted of it. */
    public Wish wanted() {
        return wanted;
    }

    /** The file that takes what it writes. */
    Path log() {
        return log;
    }

    /** Sets what is wanted; on disk when this returns. Does not act. */
    void want(Wanted what, long epoch) {
        var now = new Wish(what, epoch);
        if (!now.equals(wanted)) {
            record.write(now);
            wanted = now;
        }
    }

    /** Whether its postmaster is there. */
    public boolean isRunning() {
        return running().isPresent();
    }

    /** The server, if its postmaster is there. */
    Optional<PostgresServer> running() {
        return Optional.ofNullable(server).filter(PostgresServer::isAlive);
    }

    /** Is told, on a thread of its own, as soon as the postmaster has gone, for whatever reason. */
    public void onExit(Runnable watcher) {
        exitWatchers.add(watcher);
    }

    /** One piece of work on the server at a time: steps and supervision never overlap. */
    ReentrantLock lock() {
        return lock;
    }

    /**
     * Takes a server that an earlier process left running for this one's, if it is to run. Quick:
     * nobody may take it for dead, nor start a second one, before this was done.
     */
    public void adopt() {
        lock.lock();
        try {
            if (wanted.wanted() == Wanted.RUNNING) {
                cluster.adopt(log)
                        .ifPresent(found -> {
                            LOG.atInfo()
                                    .addKeyValue("pid", found.process().pid())
                                    .log("Adopted the server that an earlier process left running");
                            watch(found);
                        });
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * After a start of this process: takes up what is wanted. A server that an earlier process left
     * running is adopted; processes without a postmaster, which end soon or serve nobody, are
     * ended; a fenced server is fenced again.
     */
    public void takeUp(Deadline deadline) {
        lock.lock();
        try {
            switch (wanted.wanted()) {
                case RUNNING -> start(deadline);
                case STOPPED -> {
                    var left = cluster.adopt(log);
                    if (left.isPresent()) {
                        watch(left.get());
                        left.get().stop(StopMode.FAST, STOPPING);
                    }
                }
                case FENCED -> {
                    cluster.processes().kill(KILLING);
                    cluster.setStandby(true);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Starts it, or adopts it, and waits until it accepts connections. */
    void start(Deadline deadline) {
        var _ = start(deadline, settings);
    }

    /** Starts it with further settings on the command line. */
    PostgresServer start(Deadline deadline, Map<String, String> with) {
        var before = wanted;
        var alive = running().or(() -> cluster.adopt(log).map(this::watch));
        if (alive.isEmpty()) {
            cluster.processes().kill(KILLING);
            alive = Optional.of(watch(cluster.launch(new ServerStart(log, with, STOPPING))));
        }
        var starting = alive.get();
        boolean settled =
                deadline.await(
                        Duration.ofMillis(2),
                        () ->
                                !starting.isAlive()
                                        || cluster.isReady(starting)
                                        // A fence does not wait for a long recovery to end.
                                        || isFencedSince(before));
        if (!settled || !starting.isAlive() || isFencedSince(before)) {
            throw new StepFailedException(
                    "Expected the server on "
                            + cluster.dataDir()
                            + (settled
                                    ? " to start, but it ended or was fenced"
                                    : " to accept connections before the deadline")
                            + "; see "
                            + log);
        }
        return starting;
    }

    private boolean isFencedSince(Wish before) {
        return wanted.wanted() == Wanted.FENCED && !wanted.equals(before);
    }

    /** Stops it if it runs; past the deadline it throws, and the server goes on stopping. */
    void stop(StopMode mode, Duration deadline) {
        running()
                .or(() -> cluster.adopt(log).map(this::watch))
                .ifPresent(s -> s.stop(mode, deadline));
    }

    /** Stops it with this process, without a change of what is wanted. */
    @Override
    public void close() {
        exitWatchers.clear();
        try {
            stop(StopMode.FAST, STOPPING);
        } catch (PostgresException e) {
            LOG.warn("The server does not stop; it is left as it is: {}", e.getMessage());
        }
    }

    private PostgresServer watch(PostgresServer started) {
        server = started;
        var _ =
                started.onExit()
                        .whenCompleteAsync(
                                (code, _) -> {
                                    LOG.atInfo()
                                            .addKeyValue("exitCode", code)
                                            .addKeyValue("wanted", wanted.wanted())
                                            .log("The postmaster has ended");
                                    exitWatchers.forEach(Runnable::run);
                                },
                                Thread::startVirtualThread);
        return started;
    }
}
