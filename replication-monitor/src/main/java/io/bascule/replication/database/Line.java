package io.bascule.replication.database;

import io.bascule.backbone.Secrets;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One persistent connection, opened when first needed and opened anew after every failure. Each
 * question runs on a thread of its own: past the deadline the asker goes on, the socket is closed
 * and the late answer is thrown away. A driver's own time-outs are whole seconds and do not cover a
 * connect through a stalled proxy; here they only bound how long an abandoned thread lives.
 *
 * <p>To be asked by one thread at a time.
 */
public final class Line implements AutoCloseable {

    /** Something to ask; the connection is in auto-commit. */
    @FunctionalInterface
    public interface Question<T> {
        T askOf(Connection connection) throws SQLException;
    }

    private final Address address;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection current;
    private long generation;

    public Line(Address address) {
        this.address = address;
    }

    /**
     * The answer.
     *
     * @throws LineException if there is none within the deadline, for whatever reason
     */
    public <T> T ask(Duration deadline, Question<T> question) throws LineException {
        long mine = generation();
        var task = new FutureTask<T>(() -> question.askOf(connection(mine, deadline)));
        Thread.ofVirtual().name("line-" + address.label()).start(task);
        try {
            return task.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            drop();
            throw new LineException(
                    LineException.Fault.LATE,
                    null,
                    "no answer from " + address + " within " + deadline.toMillis() + " ms",
                    e);
        } catch (InterruptedException e) {
            drop();
            Thread.currentThread().interrupt();
            throw new LineException(
                    LineException.Fault.LATE, null, "interrupted while asking " + address, e);
        } catch (ExecutionException e) {
            drop();
            throw translated(e.getCause() == null ? e : e.getCause());
        }
    }

    private long generation() {
        lock.lock();
        try {
            return generation;
        } finally {
            lock.unlock();
        }
    }

    private Connection connection(long asked, Duration deadline) throws SQLException {
        lock.lock();
        try {
            if (current != null && generation == asked) {
                return current;
            }
        } finally {
            lock.unlock();
        }
        var opened = open(deadline);
        lock.lock();
        try {
            if (generation == asked) {
                current = opened;
                return opened;
            }
        } finally {
            lock.unlock();
        }
        opened.close();
        throw new SQLException("Expected a connection in time, but it came too late", "08001");
    }

    private Connection open(Duration deadline) throws SQLException {
        long seconds = deadline.toSeconds() + 1;
        var properties = new Properties();
        properties.setProperty("user", address.user());
        if (address.password() != null) {
            properties.setProperty("password", Secrets.resolve(address.password()));
        }
        properties.setProperty("connectTimeout", Long.toString(seconds));
        properties.setProperty("socketTimeout", Long.toString(seconds));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "bascule-monitor");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("options", "-c statement_timeout=" + deadline.toMillis());
        return DriverManager.getConnection(
                "jdbc:postgresql://"
                        + address.host()
                        + ":"
                        + address.port()
                        + "/"
                        + address.database(),
                properties);
    }

    private LineException translated(Throwable error) {
        String state = error instanceof SQLException e ? e.getSQLState() : null;
        String message =
                address
                        + ": "
                        + String.valueOf(error.getMessage())
                                .lines()
                                .findFirst()
                                .orElse(error.getClass().getSimpleName());
        return new LineException(faultOf(error, state), state, message, error);
    }

    private static LineException.Fault faultOf(Throwable error, @Nullable String state) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof ConnectException) {
                return LineException.Fault.REFUSED;
            }
        }
        // 57P: the server ends the connection, because it stops or because it has lost its parent.
        boolean broken =
                error instanceof IOException
                        || (state != null && (state.startsWith("08") || state.startsWith("57P")));
        return broken ? LineException.Fault.BROKEN : LineException.Fault.ERROR;
    }

    /** Closes the connection, if there is one; the next question opens another. */
    private void drop() {
        Connection old;
        lock.lock();
        try {
            generation++;
            old = current;
            current = null;
        } finally {
            lock.unlock();
        }
        if (old != null) {
            try {
                old.abort(Thread::startVirtualThread);
            } catch (SQLException e) {
                // The socket is what matters, and a connection that cannot be aborted has none.
                return;
            }
        }
    }

    @Override
    public void close() {
        drop();
    }
}
