package io.bascule.sandbox.world;

import io.bascule.sandbox.fault.FaultProxy;
import io.bascule.sandbox.world.Ports.Use;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What lies between the places, as far as it can be cut. A cut stream refuses connections; a cut
 * site is a black hole: what is sent to it or comes from it arrives nowhere, and nobody is told.
 * When a site is healed, connections that were left hanging are reset.
 */
public final class Network {

    /** What can be cut. */
    public enum Cut {
        /** The replication stream, in both directions; the sites themselves stay reachable. */
        STREAM,
        /** Everything that leads to frankfurt, and from its executor to the broker. */
        FRANKFURT,
        /** Everything that leads to paris, and from its executor to the broker. */
        PARIS
    }

    private final Map<Use, FaultProxy> proxies;
    private final boolean sites;
    private final Set<Cut> cut = EnumSet.noneOf(Cut.class);

    private Network(Map<Use, FaultProxy> proxies, boolean sites) {
        this.proxies = proxies;
        this.sites = sites;
    }

    static Network open(Ground ground) {
        var proxies = new EnumMap<Use, FaultProxy>(Use.class);
        open(ground, proxies, Use.FRANKFURT_REPLICATION, Use.FRANKFURT);
        open(ground, proxies, Use.PARIS_REPLICATION, Use.PARIS);
        boolean sites = ground.roads().canBeCut();
        if (sites) {
            open(ground, proxies, Use.FRANKFURT_SITE, Use.FRANKFURT);
            open(ground, proxies, Use.PARIS_SITE, Use.PARIS);
            open(ground, proxies, Use.FRANKFURT_TO_BROKER, Use.BROKER_FOR_FRANKFURT);
            open(ground, proxies, Use.PARIS_TO_BROKER, Use.BROKER_FOR_PARIS);
        }
        return new Network(proxies, sites);
    }

    private static void open(Ground ground, Map<Use, FaultProxy> proxies, Use port, Use target) {
        int listensOn = ground.ports().of(port);
        try {
            proxies.put(
                    port, ground.closing(FaultProxy.open(listensOn, ground.ports().of(target))));
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected to listen on port " + listensOn + ", but: " + e.getMessage(),
                    e);
        }
    }

    /** What stands between a site's server and those that stream from it. */
    public FaultProxy replicationFrom(String site) {
        return proxy(site.equals(World.PARIS) ? Use.PARIS_REPLICATION : Use.FRANKFURT_REPLICATION);
    }

    /** What is cut now. */
    public synchronized Set<Cut> cuts() {
        return Set.copyOf(cut);
    }

    /**
     * Cuts it, until it is healed.
     *
     * @return whether it was whole before
     */
    public synchronized boolean cut(Cut what) {
        if (what != Cut.STREAM && !sites) {
            throw new IllegalStateException("Expected a lasting world, whose sites can be cut");
        }
        boolean fresh = cut.add(what);
        if (fresh) {
            stream();
            if (what != Cut.STREAM) {
                ofSite(what).forEach(FaultProxy::stall);
            }
        }
        return fresh;
    }

    /**
     * Makes it whole again.
     *
     * @return whether it was cut
     */
    public synchronized boolean heal(Cut what) {
        boolean was = cut.remove(what);
        if (was) {
            stream();
            if (what != Cut.STREAM) {
                ofSite(what).forEach(Network::mend);
            }
        }
        return was;
    }

    /**
     * Holds back what the executors say and hear of the broker, until that is ended: while the
     * servers start, nobody is to conclude anything from it.
     */
    void silenceExecutors(boolean silent) {
        for (var use : List.of(Use.FRANKFURT_TO_BROKER, Use.PARIS_TO_BROKER)) {
            if (silent) {
                // Not refused: a client of Kafka that is refused asks again without a pause.
                proxy(use).stall();
            } else {
                proxy(use).heal();
            }
        }
    }

    private void stream() {
        for (var proxy : List.of(proxy(Use.FRANKFURT_REPLICATION), proxy(Use.PARIS_REPLICATION))) {
            if (cut.contains(Cut.STREAM)) {
                proxy.cut();
            } else if (cut.isEmpty()) {
                mend(proxy);
            } else {
                // A stream has a site at each end: one that is cut off is enough.
                proxy.heal();
                proxy.stall();
            }
        }
    }

    private List<FaultProxy> ofSite(Cut site) {
        return site == Cut.PARIS
                ? List.of(proxy(Use.PARIS_SITE), proxy(Use.PARIS_TO_BROKER))
                : List.of(proxy(Use.FRANKFURT_SITE), proxy(Use.FRANKFURT_TO_BROKER));
    }

    private static void mend(FaultProxy proxy) {
        // First the reset: what was under way when the site was cut must not arrive after all.
        proxy.reset();
        proxy.heal();
    }

    private FaultProxy proxy(Use use) {
        return Objects.requireNonNull(proxies.get(use), use.name());
    }
}
