package io.bascule.failover.executor;

import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.plan.ApplicationPlan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The applications that have to do with this place, as plan and facts tell. */
public final class Applications {

    private final String place;
    private final Collection<String> only;
    private final Map<String, PlanApplied> applied = new ConcurrentHashMap<>();
    private final Map<String, Situation> situations = new ConcurrentHashMap<>();
    private final Map<String, Application> known = new ConcurrentHashMap<>();
    private final List<Consumer<Application>> watchers = new CopyOnWriteArrayList<>();

    /**
     * Knows none yet.
     *
     * @param place where this executor stands
     * @param only names of the applications it cares for; empty for all
     */
    public Applications(String place, Collection<String> only) {
        this.place = place;
        this.only = List.copyOf(only);
    }

    /** An application with an accepted plan. */
    public record Application(String name, ApplicationPlan plan, Situation situation) {

        /** Whether nothing is under way. */
        public boolean steady() {
            return !situation.running();
        }
    }

    /** The place. */
    public String place() {
        return place;
    }

    /** Those with an accepted plan that names this place. */
    public Collection<Application> all() {
        return List.copyOf(known.values());
    }

    /** The one of this name. */
    public Optional<Application> named(String name) {
        return Optional.ofNullable(known.get(name));
    }

    /** Is told at each change, on the thread that brings it; must not take long. */
    public void onChange(Consumer<Application> watcher) {
        watchers.add(watcher);
    }

    synchronized void on(PlanApplied plan) {
        applied.put(plan.application(), plan);
        settle(plan.application());
    }

    synchronized void on(RecoveryEvent fact) {
        var after = Situation.after(situations.get(fact.subject()), fact);
        if (after != null && !after.equals(situations.put(fact.subject(), after))) {
            settle(fact.subject());
        }
    }

    private void settle(String name) {
        var plan = applied.get(name);
        var situation = situations.get(name);
        if (plan == null || situation == null || !(only.isEmpty() || only.contains(name))) {
            return;
        }
        var before = known.get(name);
        // A plan that was not accepted does not hold; the former one does.
        var holds =
                plan.planHash().equals(situation.planHash()) || before == null
                        ? plan.plan()
                        : before.plan();
        if (!holds.runsAt(place) && !holds.witness().equals(place)) {
            known.remove(name);
            return;
        }
        var now = new Application(name, holds, situation);
        if (!now.equals(before)) {
            known.put(name, now);
            watchers.forEach(watcher -> watcher.accept(now));
        }
    }
}
