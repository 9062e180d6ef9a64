package io.bascule.failover.recovery;

import io.bascule.contracts.plan.ApplicationPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of one application: the fold of its facts.
 *
 * @param epoch fencing token of the newest run; 0 before the first; never falls
 * @param numbered highest number given to a run, started or only proposed: a late answer to one
 *     proposal can never be taken for an answer to the next
 * @param plan the plan in force; null in {@code Unplanned}
 * @param planHash its hash; empty in {@code Unplanned}
 * @param active the site where it runs; empty in {@code Unplanned}
 * @param standby the other site
 * @param fork what an unplanned failover left behind, until it was rewound; else null
 * @param coolingUntil until then no run starts without a person; null if that never was
 * @param handled the newest requests answered, at most {@link #REMEMBERED}: a duplicate of one of
 *     them does nothing
 */
public record Recovery(
        String application,
        long epoch,
        long numbered,
        @Nullable ApplicationPlan plan,
        String planHash,
        String active,
        String standby,
        @Nullable Fork fork,
        @Nullable Instant coolingUntil,
        List<String> handled,
        Situation situation) {

    /** A duplicate that comes after this many later requests is not recognised. */
    static final int REMEMBERED = 64;

    public Recovery {
        handled = List.copyOf(handled);
    }

    /** Nothing is known of the application yet. */
    public static Recovery unplanned(String application) {
        return new Recovery(
                application,
                0,
                0,
                null,
                "",
                "",
                "",
                null,
                null,
                List.of(),
                new Situation.Unplanned());
    }

    /** The plan in force; to be asked only where there is one. */
    public ApplicationPlan planInForce() {
        if (plan == null) {
            throw new IllegalStateException(
                    "Expected a plan for '" + application + "', but none was accepted");
        }
        return plan;
    }

    /** The run's id: the application and the epoch it would run under. */
    String runId(long number) {
        return application + "-" + number;
    }

    /** The run that is under way, halted or waiting for an answer. */
    public Optional<String> openRun() {
        return switch (situation) {
            case Situation.Evaluating asked -> Optional.of(asked.proposal().runId());
            case Situation.Running running -> Optional.of(running.run().runId());
            case Situation.Halted halted -> Optional.of(halted.run().runId());
            case Situation.Unplanned _, Situation.Steady _, Situation.Suspect _ -> Optional.empty();
        };
    }

    boolean coolingAt(Instant now) {
        return coolingUntil != null && now.isBefore(coolingUntil);
    }

    Recovery with(Situation next) {
        return new Recovery(
                application,
                epoch,
                numbered,
                plan,
                planHash,
                active,
                standby,
                fork,
                coolingUntil,
                handled,
                next);
    }

    Recovery withPlan(ApplicationPlan accepted, String hash, String nowActive) {
        return new Recovery(
                application,
                epoch,
                numbered,
                accepted,
                hash,
                nowActive,
                accepted.otherThan(nowActive),
                fork,
                coolingUntil,
                handled,
                situation);
    }

    Recovery numbered(long number) {
        return new Recovery(
                application,
                epoch,
                Math.max(numbered, number),
                plan,
                planHash,
                active,
                standby,
                fork,
                coolingUntil,
                handled,
                situation);
    }

    Recovery inEpoch(long started) {
        return new Recovery(
                application,
                Math.max(epoch, started),
                Math.max(numbered, started),
                plan,
                planHash,
                active,
                standby,
                fork,
                coolingUntil,
                handled,
                situation);
    }

    Recovery moved(String nowActive, String nowStandby) {
        return new Recovery(
                application,
                epoch,
                numbered,
                plan,
                planHash,
                nowActive,
                nowStandby,
                fork,
                coolingUntil,
                handled,
                situation);
    }

    Recovery forked(@Nullable Fork left) {
        return new Recovery(
                application,
                epoch,
                numbered,
                plan,
                planHash,
                active,
                standby,
                left,
                coolingUntil,
                handled,
                situation);
    }

    Recovery coolingUntil(Instant until) {
        return new Recovery(
                application,
                epoch,
                numbered,
                plan,
                planHash,
                active,
                standby,
                fork,
                until,
                handled,
                situation);
    }

    Recovery handled(String request) {
        if (handled.contains(request)) {
            return this;
        }
        var newest = new ArrayList<>(handled);
        newest.add(request);
        if (newest.size() > REMEMBERED) {
            newest.removeFirst();
        }
        return new Recovery(
                application,
                epoch,
                numbered,
                plan,
                planHash,
                active,
                standby,
                fork,
                coolingUntil,
                newest,
                situation);
    }
}
