package io.bascule.replication.watch;

import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.Scope;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.replication.database.Address;
import io.bascule.replication.database.Line;
import io.bascule.replication.database.SiteQuestion;
import io.bascule.replication.database.SiteReading;
import io.bascule.replication.health.HealthJudge;
import io.bascule.replication.health.HealthJudge.Verdict;
import io.bascule.replication.health.SiteProbe;
import io.bascule.replication.moment.Moment;
import io.bascule.replication.moment.Ticks;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Watches the server of one application at one site: says its health and hands on its readings. */
final class SiteWatch implements AutoCloseable {

    private final String application;
    private final String site;
    private final Address address;
    private final Senses senses;
    private final Line line;
    private final SiteProbe probe;
    private final HealthJudge judge = new HealthJudge();
    private final Ticks ticks;
    private volatile @Nullable SiteReading latest;
    private volatile Consumer<SiteReading> listener = _ -> {};
    private final Gauge healthy;
    private volatile double verdict = Double.NaN;
    private @Nullable Moment lastSaid;

    SiteWatch(String application, String site, Address address, Senses senses) {
        this.application = application;
        this.site = site;
        this.address = address;
        this.senses = senses;
        this.line = new Line(address);
        this.probe =
                new SiteProbe(
                        new SiteQuestion(line, senses.clock()),
                        senses.clock(),
                        senses.settings().probeDeadline());
        this.healthy =
                Gauge.builder("dr.site.healthy", this, watch -> watch.verdict)
                        .description(
                                "1 while the application's server at the site answers the monitor, 0 while it does not; NaN before that is known")
                        .tag("application", application)
                        .tag("site", site)
                        .strongReference(true)
                        .register(senses.meters());
        this.ticks =
                Ticks.start("site-" + address.label(), senses.settings().sampleEvery(), this::tick);
    }

    Address address() {
        return address;
    }

    /** The newest reading, however old; null before the first. */
    @Nullable SiteReading latest() {
        return latest;
    }

    /** Hands every further reading to one listener, on this watch's thread. */
    void listen(Consumer<SiteReading> to) {
        listener = to;
    }

    private void tick(Duration late) {
        var probed = probe.probe(late);
        if (probed.reading() != null) {
            latest = probed.reading();
            listener.accept(probed.reading());
        }
        var changed = judge.see(probed.outcome());
        judge.verdict().ifPresent(v -> verdict = v.healthy() ? 1 : 0);
        var now = senses.clock().now();
        if (changed.isPresent()) {
            lastSaid = now;
            senses.outbox().change(event(changed.get()));
        } else if (lastSaid != null
                && now.since(lastSaid).compareTo(senses.settings().healthRepeat()) >= 0) {
            lastSaid = now;
            judge.verdict().ifPresent(v -> senses.outbox().repeat(event(v)));
        }
    }

    private HealthEvent event(Verdict verdict) {
        String observer = senses.settings().observer();
        return verdict.healthy()
                ? new SiteHealthy(
                        site,
                        Scope.APPLICATION,
                        application,
                        observer,
                        senses.place(),
                        Evidence.PROBE,
                        verdict.since().at(),
                        verdict.detail())
                : new SiteUnhealthy(
                        site,
                        Scope.APPLICATION,
                        application,
                        observer,
                        senses.place(),
                        Evidence.PROBE,
                        verdict.since().at(),
                        verdict.detail());
    }

    @Override
    public void close() {
        ticks.close();
        line.close();
        senses.meters().remove(healthy);
    }
}
