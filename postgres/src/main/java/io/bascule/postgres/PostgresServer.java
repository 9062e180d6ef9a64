package io.bascule.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A running server: a child of this process, or one that an earlier process of ours left running
 * and this one has adopted. Closing stops it fast.
 */
public final class PostgresServer implements AutoCloseable {

    /** What is waited when it is closed, before it is killed. */
    private static final Duration CLOSING = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final ProcessHandle process;
    private final CompletableFuture<Integer> exit;
    private final Path log;

    PostgresServer(
            Cluster cluster, ProcessHandle process, CompletableFuture<Integer> exit, Path log) {
        this.cluster = cluster;
        this.process = process;
        this.exit = exit;
        this.log = log;
    }

    /** The data directory that it runs on. */
    public Cluster cluster() {
        return cluster;
    }

    /** The postmaster. */
    public ProcessHandle process() {
        return process;
    }

    /** The file that takes what it writes. */
    public Path log() {
        return log;
    }

    /**
     * Completes as soon as the postmaster is gone, with its exit code (128 + signal if it was
     * killed), or -1 if it is an adopted one, whose code is not told.
     */
    public CompletableFuture<Integer> onExit() {
        return exit.copy();
    }

    /** Whether the postmaster is there; a zombie is not. */
    public boolean isAlive() {
        return ClusterProcesses.lives(process);
    }

    /**
     * The TCP port.
     *
     * @throws PostgresException if it is not running
     */
    public int port() {
        return PostmasterPid.of(cluster.dataDir())
                .map(PostmasterPid::port)
                .orElseThrow(() ->
                        new PostgresException(
                                "Expected a running server on "
                                        + cluster.dataDir()
                                        + ", but found none"));
    }

    /** A connection over 127.0.0.1, as this role; 10 s at most to get it. */
    public Connection connect(String database, String user, @Nullable String password)
            throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        properties.setProperty("loginTimeout", "10");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port() + "/" + database, properties);
    }

    /** Its processes, the postmaster included. */
    public List<ProcessHandle> processes() {
        return cluster.processes().alive();
    }

    /**
     * Asks it to stop and does not wait; see {@link #onExit}.
     *
     * @return whether it was there to be asked
     */
    public boolean requestStop(StopMode mode) {
        return isAlive() && Signals.send(mode.signal(), process.pid());
    }

    /**
     * Stops it, and waits until the postmaster is gone and its lock file with it.
     *
     * @throws PostgresException if it is still there at the deadline; it then goes on stopping
     */
    public void stop(StopMode mode, Duration deadline) {
        long begun = System.nanoTime();
        requestStop(mode);
        try {
            exit.copy().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new PostgresException(
                    "Expected the server on "
                            + cluster.dataDir()
                            + " to stop within "
                            + deadline
                            + ", but it has not; see "
                            + log,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresException("Interrupted while the server stopped", e);
        }
        var left = deadline.minusNanos(System.nanoTime() - begun);
        if (!Pause.until(() -> !process.isAlive(), left)) {
            throw new PostgresException("Expected the ended postmaster to be reaped");
        }
    }

    /** Kills every process of the cluster, as a power cut would. */
    public void kill() {
        cluster.processes().kill(CLOSING);
    }

    @Override
    public void close() {
        try {
            stop(StopMode.FAST, CLOSING);
        } catch (PostgresException _) {
            kill();
        }
    }
}
