package io.bascule.failover.recovery;

import static io.bascule.failover.recovery.Samples.FRANKFURT;
import static io.bascule.failover.recovery.Samples.ORDERS;
import static io.bascule.failover.recovery.Samples.PARIS;

import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RequestEvent.CancelRequested;
import io.bascule.contracts.event.RequestEvent.DrillKind;
import io.bascule.contracts.event.RequestEvent.DrillRequested;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.contracts.event.RequestEvent.FailoverRequested;
import io.bascule.contracts.event.RequestEvent.ResumeRequested;
import io.bascule.contracts.event.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What people ask for: anything at any time in trouble, the right thing when it is over. */
final class People {

    private final World world;
    private final Random random;
    private final List<ResumeRequested> said = new ArrayList<>();

    People(World world, Random random) {
        this.world = world;
        this.random = random;
    }

    /** Somebody does something, sensible or not. */
    Event anything(Recovery state) {
        var run = state.openRun().orElse(ORDERS + "-" + random.nextInt(9));
        return switch (random.nextInt(12)) {
            case 0 -> new FailoverRequested(ORDERS, null, true, "ann", "move");
            case 1 ->
                    new FailoverRequested(
                            ORDERS, random.nextBoolean() ? FRANKFURT : PARIS, true, "ann", "m");
            case 2 -> new FailoverRequested(ORDERS, null, false, "bob", "it is lost");
            case 3 -> new FailbackRequested(ORDERS, "ann", "home");
            case 4, 5, 6 -> resume(state, run);
            case 7 -> new CancelRequested(ORDERS, run, "bob", "not now");
            case 8, 9 -> answer(run, Verdict.GO);
            case 10 -> answer(run, random.nextInt(3) == 0 ? Verdict.NO_GO : Verdict.GO);
            default ->
                    random.nextInt(4) == 0
                            ? new DrillRequested(ORDERS, DrillKind.FULL, "ann", "exercise")
                            : new FailoverRequested(ORDERS, "london", false, "ann", "typo");
        };
    }

    private Event answer(String run, Verdict verdict) {
        return Samples.approval(
                run, verdict, random.nextBoolean() ? "ann" : "Bob", random.nextInt(3) > 0);
    }

    private Event resume(Recovery state, String run) {
        if (!said.isEmpty() && random.nextInt(4) == 0) {
            // A carrier hands in again what somebody said long ago, as if it were new.
            return said.get(random.nextInt(said.size()));
        }
        var asked =
                state.situation() instanceof Situation.Halted halted
                        ? resume(halted.run())
                        : unseen(state, run);
        said.add(asked);
        return asked;
    }

    /** Somebody looks at what stands halted, and mostly says so. */
    private ResumeRequested resume(Run run) {
        boolean skip = random.nextInt(2) == 0 && vouch(run);
        return switch (random.nextInt(8)) {
            case 0 -> asked(run.runId(), skip, null, null);
            case 1 -> asked(run.runId(), skip, run.index(), run.attempt() - 1);
            case 2 -> asked(run.runId(), skip, run.index() - 1, run.attempt());
            default -> asked(run.runId(), skip, run.index(), run.attempt());
        };
    }

    /** Somebody has not seen the step halted, and so cannot name this attempt of it. */
    private ResumeRequested unseen(Recovery state, String runId) {
        boolean skip = random.nextInt(3) == 0;
        return state.situation() instanceof Situation.Running running && random.nextBoolean()
                ? asked(runId, skip, running.run().index(), running.run().attempt() - 1)
                : asked(runId, skip, null, null);
    }

    private ResumeRequested asked(
            String runId, boolean skip, @Nullable Integer index, @Nullable Integer attempt) {
        var by = skip && random.nextInt(5) == 0 ? " " : "ann";
        return new ResumeRequested(ORDERS, runId, skip, by, "seen to it", index, attempt);
    }

    /** What a person says of a step is true in this world; whoever cannot say it does not skip. */
    private boolean vouch(Run run) {
        if (run.step().kind() == StepKind.FENCE) {
            // The machine is off and stays off.
            var db = world.at(run.step().site());
            db.keptOff |= !db.running;
            return !db.running;
        }
        if (run.step().kind() == StepKind.REDIRECT) {
            // Who passes over a redirection has turned the router by hand.
            var to = run.rollingBack() ? run.from() : run.to();
            world.router = world.at(to).serves() ? to : world.router;
            return world.at(to).serves();
        }
        return true;
    }

    /** What it takes to come to rest, once nothing fails any more. */
    List<Event> helpful(Recovery state) {
        var asked = new ArrayList<Event>();
        if (state.situation() instanceof Situation.Halted halted
                && halted.run().step().kind() == StepKind.VALIDATE
                && halted.run().attempt() > 4) {
            // A redirection was passed over without being done: whoever looks turns the router.
            var run = halted.run();
            var to = run.rollingBack() ? run.from() : run.to();
            world.router = world.at(to).serves() ? to : world.router;
        }
        switch (state.situation()) {
            case Situation.Halted h ->
                    asked.add(
                            h.run().attempt() > 8 && !h.run().promoted() && !h.run().rollingBack()
                                    ? new CancelRequested(
                                            ORDERS, h.run().runId(), "ann", "no way on")
                                    : new ResumeRequested(
                                            ORDERS, h.run().runId(), false, "ann", "again"));
            case Situation.Evaluating e -> {
                asked.add(Samples.approval(e.proposal().runId(), Verdict.GO, "ann", true));
                asked.add(Samples.approval(e.proposal().runId(), Verdict.GO, "bob", true));
            }
            case Situation.Suspect _ ->
                    asked.add(
                            new FailoverRequested(
                                    ORDERS, state.standby(), false, "ann", "it is lost"));
            case Situation.Unplanned _, Situation.Steady _, Situation.Running _ -> {}
        }
        return asked;
    }
}
