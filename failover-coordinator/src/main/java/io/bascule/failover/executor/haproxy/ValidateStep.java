package io.bascule.failover.executor.haproxy;

import io.bascule.backbone.Secrets;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import io.bascule.failover.executor.postgres.Sql;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A real write and a real read went through the front door and reached the site and epoch of this
 * run, and the plan's statements succeeded there.
 */
public final class ValidateStep implements StepExecutor {

    private static final Duration ATTEMPT = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(10);

    /**
     * Error classes that pass by themselves: connection, resources, operator, system, read-only.
     */
    private static final Set<String> PASSING = Set.of("08", "53", "57", "58", "25");

    private static final String WRITE =
            "INSERT INTO bascule.validation (id, run, written_at) VALUES (1, ?, clock_timestamp())"
                    + " ON CONFLICT (id) DO UPDATE SET run = EXCLUDED.run, written_at = EXCLUDED.written_at";

    private final Clock clock;

    public ValidateStep(Clock clock) {
        this.clock = clock;
    }

    @Override
    public StepKind kind() {
        return StepKind.VALIDATE;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        var last = new AtomicReference<>("nothing was tried");
        var at = new AtomicReference<@Nullable Instant>();
        boolean valid = work.deadline().await(PAUSE, () -> tryOnce(work, last, at));
        var validated = at.get();
        if (!valid || validated == null) {
            throw new StepFailedException(
                    "Expected a write and a read through the front door at site "
                            + work.command().to()
                            + " under epoch "
                            + work.command().epoch()
                            + ", but "
                            + last.get());
        }
        return Map.of(StepEvidence.VALIDATED_AT, validated.toString());
    }

    private boolean tryOnce(
            StepWork work, AtomicReference<String> last, AtomicReference<@Nullable Instant> at) {
        try (var door = open(work, work.deadline().atMost(ATTEMPT))) {
            var mark = work.command().runId() + "#" + work.command().attempt();
            door.tryRun(WRITE, mark);
            var acknowledged = clock.instant();
            var read =
                    door.text(
                            "SELECT v.run || ' at ' || p.site || ' under ' || p.epoch"
                                    + " FROM bascule.validation v, bascule.place p WHERE v.id = 1 AND p.id = 1");
            var expected = mark + " at " + work.command().to() + " under " + work.command().epoch();
            if (!read.equals(java.util.Optional.of(expected))) {
                last.set("expected '" + expected + "', found '" + read.orElse("nothing") + "'");
                return false;
            }
            check(work, door);
            at.set(acknowledged);
            return true;
        } catch (SQLException e) {
            if (!passes(e)) {
                throw new StepFailedException(
                        "Expected a write through the front door, but " + e.getMessage(), e);
            }
            last.set(String.valueOf(e.getMessage()));
            return false;
        } catch (StepFailedException e) {
            if (e.getCause() instanceof SQLException cause && passes(cause)) {
                last.set(String.valueOf(e.getMessage()));
                return false;
            }
            throw e;
        }
    }

    private static void check(StepWork work, Sql door) {
        for (var statement : work.command().plan().validateSql()) {
            door.run(statement);
        }
    }

    private static boolean passes(SQLException e) {
        var state = e.getSQLState();
        return state == null || state.length() < 2 || PASSING.contains(state.substring(0, 2));
    }

    private static Sql open(StepWork work, Deadline deadline) throws SQLException {
        var plan = work.command().plan();
        var door = plan.frontDoor();
        return Sql.open(
                door.host(),
                door.port(),
                plan.database().database(),
                door.user(),
                door.password() == null ? null : Secrets.resolve(door.password()),
                deadline);
    }
}
