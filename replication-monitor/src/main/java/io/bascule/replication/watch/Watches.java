package io.bascule.replication.watch;

import io.bascule.backbone.EventPublisher;
import io.bascule.replication.ledger.LedgerKeeper;
import io.bascule.replication.moment.MonitorClock;
import io.bascule.replication.outbox.Outbox;
import io.bascule.replication.topology.Topology;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The watchers of all applications. Topologies come from one thread; questions from any. */
public final class Watches implements AutoCloseable {

    /** An application's topology and the keeper of its ledger. */
    public record Watched(Topology topology, LedgerKeeper ledger) {}

    private final Map<String, ApplicationWatch> applications = new ConcurrentHashMap<>();
    private final Senses senses;
    private final EventPublisher publisher;

    /**
     * @param place where this monitor stands
     */
    public Watches(
            MonitorSettings settings,
            String place,
            MonitorClock clock,
            Outbox outbox,
            EventPublisher publisher,
            MeterRegistry meters) {
        this.senses = new Senses(settings, place, clock, outbox, meters);
        this.publisher = publisher;
    }

    /** Watches an application as the facts say now. */
    public void watch(Topology topology) {
        applications
                .computeIfAbsent(
                        topology.application(),
                        name -> new ApplicationWatch(name, senses, publisher))
                .watch(topology);
    }

    /** An application that is watched. */
    public Optional<Watched> find(String application) {
        var watch = applications.get(application);
        if (watch == null) {
            return Optional.empty();
        }
        var topology = watch.topology();
        var ledger = watch.ledger();
        return topology == null || ledger == null
                ? Optional.empty()
                : Optional.of(new Watched(topology, ledger));
    }

    @Override
    public void close() {
        applications.values().forEach(ApplicationWatch::close);
    }
}
