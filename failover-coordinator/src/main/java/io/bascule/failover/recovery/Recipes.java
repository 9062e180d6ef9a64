package io.bascule.failover.recovery;

import static io.bascule.contracts.event.StepKind.CAPTURE_TAIL;
import static io.bascule.contracts.event.StepKind.CATCH_UP;
import static io.bascule.contracts.event.StepKind.CHECKPOINT;
import static io.bascule.contracts.event.StepKind.CLOSE_LEDGER;
import static io.bascule.contracts.event.StepKind.COMMUNICATE;
import static io.bascule.contracts.event.StepKind.FENCE;
import static io.bascule.contracts.event.StepKind.FOLLOW;
import static io.bascule.contracts.event.StepKind.HOLD_TRAFFIC;
import static io.bascule.contracts.event.StepKind.PREPARE_TARGET;
import static io.bascule.contracts.event.StepKind.PROMOTE;
import static io.bascule.contracts.event.StepKind.REDIRECT;
import static io.bascule.contracts.event.StepKind.REOPEN_PRIMARY;
import static io.bascule.contracts.event.StepKind.REWIND;
import static io.bascule.contracts.event.StepKind.STOP_PRIMARY;
import static io.bascule.contracts.event.StepKind.VALIDATE;

import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.StepKind;
import java.util.List;
import java.util.stream.Stream;

/** The steps of each kind of run for a warm standby, as data. */
public final class Recipes {

    private static final List<Line> FAILOVER =
            List.of(
                    new Line(FENCE, Place.FROM),
                    new Line(PROMOTE, Place.TO),
                    new Line(REDIRECT, Place.WITNESS),
                    new Line(VALIDATE, Place.WITNESS),
                    new Line(COMMUNICATE, Place.WITNESS));

    private static final List<Line> REVERSE =
            List.of(new Line(CAPTURE_TAIL, Place.TO), new Line(REWIND, Place.TO));

    private static final List<Line> SWITCH =
            List.of(
                    new Line(PREPARE_TARGET, Place.TO),
                    new Line(CATCH_UP, Place.TO),
                    new Line(CHECKPOINT, Place.FROM),
                    new Line(CLOSE_LEDGER, Place.WITNESS),
                    new Line(HOLD_TRAFFIC, Place.WITNESS),
                    new Line(STOP_PRIMARY, Place.FROM),
                    new Line(PROMOTE, Place.TO),
                    new Line(REDIRECT, Place.WITNESS),
                    new Line(FOLLOW, Place.FROM),
                    new Line(VALIDATE, Place.WITNESS),
                    new Line(COMMUNICATE, Place.WITNESS));

    private Recipes() {}

    /** Where a step is taken. */
    enum Place {
        FROM,
        TO,
        WITNESS
    }

    /** Who makes a step true. */
    public enum Executor {
        /** The executor at the database's own site. */
        DATABASE,
        /** The executor at the witness, where the router stands. */
        ROUTER,
        /** replication-monitor. */
        LEDGER,
        /** notification-service. */
        NOTIFICATION
    }

    private record Line(StepKind kind, Place place) {
        PlannedStep at(String from, String to, String witness) {
            return new PlannedStep(
                    kind,
                    switch (place) {
                        case FROM -> from;
                        case TO -> to;
                        case WITNESS -> witness;
                    });
        }
    }

    /**
     * The steps of a run.
     *
     * @param forked whether the target was left behind by an unplanned failover and not yet rewound
     */
    public static List<PlannedStep> steps(
            RunKind kind, String from, String to, String witness, boolean forked) {
        var lines =
                switch (kind) {
                    case FAILOVER -> FAILOVER.stream();
                    case SWITCHOVER, FAILBACK ->
                            forked
                                    ? Stream.concat(REVERSE.stream(), SWITCH.stream())
                                    : SWITCH.stream();
                };
        return lines.map(line -> line.at(from, to, witness)).toList();
    }

    /**
     * The steps that bring a run's application back to where it was, from what was commanded so
     * far; none if nothing was touched. A step that was commanded may have been done: a target that
     * may have been promoted is fenced before the old primary opens again.
     */
    public static List<PlannedStep> undo(Run run, String witness) {
        boolean stopped = run.commanded(FENCE) || run.commanded(STOP_PRIMARY);
        boolean held = stopped || run.commanded(HOLD_TRAFFIC);
        return Stream.of(
                        run.commanded(PROMOTE)
                                ? Stream.of(new PlannedStep(FENCE, run.to()))
                                : none(),
                        stopped ? Stream.of(new PlannedStep(REOPEN_PRIMARY, run.from())) : none(),
                        held
                                ? Stream.of(
                                        new PlannedStep(REDIRECT, witness),
                                        new PlannedStep(VALIDATE, witness))
                                : none())
                .flatMap(steps -> steps)
                .toList();
    }

    private static Stream<PlannedStep> none() {
        return Stream.of();
    }

    /** Who makes a step true. */
    public static Executor executorOf(StepKind kind) {
        return switch (kind) {
            case FENCE,
                    PROMOTE,
                    CAPTURE_TAIL,
                    REWIND,
                    CATCH_UP,
                    PREPARE_TARGET,
                    CHECKPOINT,
                    STOP_PRIMARY,
                    FOLLOW,
                    REOPEN_PRIMARY ->
                    Executor.DATABASE;
            case REDIRECT, HOLD_TRAFFIC, VALIDATE -> Executor.ROUTER;
            case CLOSE_LEDGER -> Executor.LEDGER;
            case COMMUNICATE -> Executor.NOTIFICATION;
        };
    }

    /**
     * Whether a person may have a step passed over. Never those whose absence loses commits or
     * leaves two primaries whatever the person says: they are tried again, and an executor that
     * finds them true already says so.
     */
    static boolean skippable(StepKind kind) {
        return switch (kind) {
            case PROMOTE, STOP_PRIMARY, HOLD_TRAFFIC, REWIND, REOPEN_PRIMARY -> false;
            case FENCE,
                    CAPTURE_TAIL,
                    REDIRECT,
                    VALIDATE,
                    COMMUNICATE,
                    CATCH_UP,
                    PREPARE_TARGET,
                    CHECKPOINT,
                    CLOSE_LEDGER,
                    FOLLOW ->
                    true;
        };
    }
}
