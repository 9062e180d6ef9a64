package io.bascule.backup.desk;

import io.bascule.backup.policy.Slots;
import io.bascule.backup.wal.WalSlot;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.WalEvent.WalArchived;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the slots of jobs that archived their log and do so no more, because their plan was
 * changed while no instance ran: nobody else knows of them, and the server keeps its log for them
 * until its disk is full. Which jobs ever archived is on record; no other slot is touched.
 *
 * <p>Looked for where such a job would read today: the database that the configuration has under
 * its name, else its application's. What a job named as its own source went with the job.
 */
final class LeftSlots {

    private static final Logger LOG = LoggerFactory.getLogger(LeftSlots.class);

    private record Archived(String application, String job) {}

    private final Plans plans;
    private final Sources sources;
    private final Set<Archived> archived = ConcurrentHashMap.newKeySet();
    private final Set<Archived> settled = new HashSet<>();
    private final Set<Archived> complained = new HashSet<>();

    LeftSlots(Plans plans, Sources sources) {
        this.plans = plans;
        this.sources = sources;
    }

    /** Takes a fact in. */
    void on(EventEnvelope<?> envelope) {
        if (envelope.event() instanceof WalArchived fact) {
            archived.add(new Archived(fact.application(), fact.job()));
        }
    }

    /** Removes what can be removed now; what cannot is tried again by the next call. */
    synchronized void remove() {
        for (var each : archived) {
            if (isWanted(each)) {
                // It may leave the plan later, and come to be looked for then.
                settled.remove(each);
            } else if (!settled.contains(each)) {
                remove(each);
            }
        }
    }

    private boolean isWanted(Archived each) {
        return plans.job(each.application(), each.job())
                .filter(planned -> planned.job().archive() != null)
                .isPresent();
    }

    private void remove(Archived each) {
        var source = sources.ofFormer(each.job(), plans.plan(each.application()));
        if (source.isEmpty()) {
            return;
        }
        String slot = WalSlot.name(each.application(), each.job());
        String name = Slots.slot(each.application(), each.job());
        try {
            if (WalSlot.drop(source.get(), slot)) {
                LOG.info("Removed slot {} of {}, which archives its log no more", slot, name);
            }
            settled.add(each);
            complained.remove(each);
        } catch (SQLException | RuntimeException e) {
            if (complained.add(each)) {
                LOG.warn(
                        "Expected to see whether slot {} of {}, which archives its log no more, is still there, but {}; it is tried again",
                        slot,
                        name,
                        e.getMessage());
            }
        }
    }
}
