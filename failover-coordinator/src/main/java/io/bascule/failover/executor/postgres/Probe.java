package io.bascule.failover.executor.postgres;

import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.failover.executor.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * A question to one server under a deadline of 1 s, on a session that is kept while it works. Used
 * by one thread.
 */
final class Probe implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofSeconds(1);

    /** What the server says while it starts, recovers or shuts down: it does not serve. */
    private static final String CANNOT_CONNECT_NOW = "57P";

    private volatile @Nullable Sql session;
    private @Nullable ApplicationPlan plan;
    private String site = "";

    /** Answer, or why there was none. */
    record Outcome<T>(Optional<T> answer, String failure) {}

    /** Asks the application's server at a site. */
    <T> Outcome<T> ask(ApplicationPlan of, String at, Function<Sql, Optional<T>> question) {
        return ask(of, at, question, Optional.empty());
    }

    private <T> Outcome<T> ask(
            ApplicationPlan of,
            String at,
            Function<Sql, Optional<T>> question,
            Optional<T> whenRefused) {
        var task = new FutureTask<>(() -> exchange(of, at, question));
        var thread = Thread.ofVirtual().start(task);
        try {
            return new Outcome<>(task.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS), "");
        } catch (TimeoutException _) {
            // On a virtual thread an interrupt closes the socket that is waited for.
            thread.interrupt();
            drop();
            return new Outcome<>(Optional.empty(), "no answer within " + DEADLINE);
        } catch (ExecutionException e) {
            drop();
            var error = e.getCause();
            return error instanceof SQLException refusal && isWordOfServer(refusal)
                    ? new Outcome<>(whenRefused, "refused: " + refusal.getMessage())
                    : new Outcome<>(Optional.empty(), said(error));
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return new Outcome<>(Optional.empty(), "interrupted");
        }
    }

    /** Whether the server answers at all; a refusal of this role is an answer too. */
    Outcome<Boolean> answers(ApplicationPlan of, String at) {
        return ask(of, at, sql -> sql.text("SELECT 1").map("1"::equals), Optional.of(true));
    }

    private <T> Optional<T> exchange(
            ApplicationPlan of, String at, Function<Sql, Optional<T>> question)
            throws SQLException {
        if (session != null && !(of.equals(plan) && at.equals(site))) {
            drop();
        }
        var open = session;
        if (open == null) {
            open = Sql.tryAt(of, at, Deadline.in(DEADLINE));
            session = open;
            plan = of;
            site = at;
        }
        return question.apply(open);
    }

    private static String said(@Nullable Throwable error) {
        return error == null || error.getMessage() == null
                ? String.valueOf(error)
                : error.getMessage();
    }

    /** Whether an error came from a server that serves, such as a refused role. */
    private static boolean isWordOfServer(SQLException error) {
        return error instanceof PSQLException e
                && e.getServerErrorMessage() != null
                && e.getSQLState() != null
                && !e.getSQLState().startsWith(CANNOT_CONNECT_NOW);
    }

    @Override
    public void close() {
        drop();
    }

    private void drop() {
        var open = session;
        session = null;
        if (open != null) {
            var _ = Thread.startVirtualThread(open::close);
        }
    }
}
