package io.bascule.replication.watch;

import io.bascule.backbone.EventPublisher;
import io.bascule.contracts.plan.FrontDoor;
import io.bascule.replication.database.Address;
import io.bascule.replication.ledger.LedgerKeeper;
import io.bascule.replication.ledger.LedgerMeter;
import io.bascule.replication.topology.Topology;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All watchers of one application. What a new topology does not touch goes on: a moved writer
 * changes lag and ledger, but neither the canary nor what is known of a server's health.
 *
 * <p>To be used by one thread at a time, except where said.
 */
final class ApplicationWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationWatch.class);

    private final Senses senses;
    private final EventPublisher publisher;
    private final LedgerMeter ledgerMeter;
    private final FrontDoorMeter doorMeter;
    private final AtomicLong settledEpoch = new AtomicLong();
    private final Map<String, SiteWatch> sites = new HashMap<>();
    private volatile @Nullable Topology topology;
    private volatile @Nullable LedgerKeeper ledger;
    private @Nullable FrontDoorWatch frontDoor;
    private @Nullable LagWatch lag;

    ApplicationWatch(String application, Senses senses, EventPublisher publisher) {
        this.senses = senses;
        this.publisher = publisher;
        this.ledgerMeter = new LedgerMeter(senses.meters(), application);
        this.doorMeter = new FrontDoorMeter(senses.meters(), application);
    }

    /** What is watched; null before the first. Any thread may ask. */
    @Nullable Topology topology() {
        return topology;
    }

    /** The keeper of the active site's ledger; null before the first topology. Any thread. */
    @Nullable LedgerKeeper ledger() {
        return ledger;
    }

    /** Watches this from now on. */
    void watch(Topology next) {
        var before = topology;
        topology = next;
        settledEpoch.set(next.settledEpoch());
        boolean serversMoved = watchSites(next);
        watchFrontDoor(before, next);
        boolean writerMoved = before == null || !before.activeSite().equals(next.activeSite());
        if (serversMoved || writerMoved) {
            LOG.info(
                    "{} is active at {} under epoch {}",
                    next.application(),
                    next.activeSite(),
                    next.epoch());
            watchLag(next);
            keepLedger(next);
        } else if (ledger != null) {
            ledger.factsMoved();
        }
    }

    private boolean watchSites(Topology next) {
        boolean moved = false;
        for (String site : new String[] {next.activeSite(), next.standbySite()}) {
            var address = Address.ofSite(next.application(), site, next.plan().database());
            var running = sites.get(site);
            if (running != null && running.address().equals(address)) {
                continue;
            }
            if (running != null) {
                running.close();
            }
            sites.put(site, new SiteWatch(next.application(), site, address, senses));
            moved = true;
        }
        return moved;
    }

    private void watchFrontDoor(@Nullable Topology before, Topology next) {
        FrontDoor door = next.plan().frontDoor();
        if (before != null
                && before.plan().frontDoor().equals(door)
                && before.plan().database().database().equals(next.plan().database().database())) {
            return;
        }
        if (frontDoor != null) {
            frontDoor.close();
        }
        frontDoor =
                new FrontDoorWatch(
                        next.application(),
                        Address.ofFrontDoor(next.application(), door, next.plan().database()),
                        door,
                        doorMeter,
                        senses);
    }

    private void watchLag(Topology next) {
        if (lag != null) {
            lag.close();
        }
        lag = new LagWatch(next, site(next.activeSite()), site(next.standbySite()), senses);
    }

    private SiteWatch site(String name) {
        var watch = sites.get(name);
        if (watch == null) {
            throw new IllegalStateException("Expected site '" + name + "' to be watched");
        }
        return watch;
    }

    private void keepLedger(Topology next) {
        var old = ledger;
        if (old != null) {
            // A reader of a dead server may take its time; the new one does not wait for it.
            Thread.ofVirtual().name("ledger-leave").start(old::close);
        }
        ledger =
                new LedgerKeeper(
                        next.application(),
                        next.activeSite(),
                        site(next.activeSite()).address(),
                        senses.settings().stateDir().resolve("ledger"),
                        publisher,
                        settledEpoch::get,
                        ledgerMeter);
    }

    @Override
    public void close() {
        if (frontDoor != null) {
            frontDoor.close();
        }
        if (lag != null) {
            lag.close();
        }
        sites.values().forEach(SiteWatch::close);
        var keeper = ledger;
        if (keeper != null) {
            keeper.close();
        }
    }
}
