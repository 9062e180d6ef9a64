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

/** What people ask for: anything at any time in trouble, the right thing when it is over. */
final class People {

    private final World world;
    private final Random random;

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
        boolean skip = random.nextInt(3) == 0;
        if (skip
                && state.situation() instanceof Situation.Halted halted
                && halted.run().step().kind() == StepKind.FENCE) {
            // A person's word on a fence is true in this world: the machine is off and stays off.
            var db = world.at(halted.run().step().site());
            skip = !db.running;
            db.keptOff |= skip;
        }
        if (skip
                && state.situation() instanceof Situation.Halted halted
                && halted.run().step().kind() == StepKind.REDIRECT) {
            // Who passes over a redirection has turned the router by hand.
            var to = halted.run().rollingBack() ? halted.run().from() : halted.run().to();
            skip = world.at(to).serves();
            if (skip) {
                world.router = to;
            }
        }
        return new ResumeRequested(
                ORDERS, run, skip, skip && random.nextInt(5) == 0 ? " " : "ann", "seen to it");
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
