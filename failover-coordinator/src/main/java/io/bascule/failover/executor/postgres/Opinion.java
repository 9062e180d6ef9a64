package io.bascule.failover.executor.postgres;

import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.Scope;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.failover.executor.Reports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What this observer thinks of one application's database at the active site: said at once when it
 * changes, and every 2 s while it does not.
 */
final class Opinion {

    private static final Duration REPEATED = Duration.ofSeconds(2);

    private final String application;
    private final String observerSite;
    private final Reports reports;
    private final Clock clock;
    private @Nullable Said said;

    Opinion(String application, String observerSite, Reports reports, Clock clock) {
        this.application = application;
        this.observerSite = observerSite;
        this.reports = reports;
        this.clock = clock;
    }

    private record Said(
            String site, boolean healthy, Evidence evidence, Instant since, long nanos) {

        boolean isSame(String otherSite, boolean otherHealthy, Evidence otherEvidence) {
            return site.equals(otherSite) && healthy == otherHealthy && evidence == otherEvidence;
        }
    }

    synchronized void healthy(String site, Evidence evidence, String detail) {
        say(site, true, evidence, detail);
    }

    synchronized void unhealthy(String site, Evidence evidence, String detail) {
        say(site, false, evidence, detail);
    }

    /** Nothing is known now; silence is not health. */
    synchronized void unknown() {
        said = null;
    }

    private void say(String site, boolean healthy, Evidence evidence, String detail) {
        var last = said;
        boolean same = last != null && last.isSame(site, healthy, evidence);
        long now = System.nanoTime();
        if (same && last != null && now - last.nanos() < REPEATED.toNanos()) {
            return;
        }
        boolean sameHealth = last != null && last.site().equals(site) && last.healthy() == healthy;
        var since = sameHealth && last != null ? last.since() : clock.instant();
        said = new Said(site, healthy, evidence, since, now);
        reports.observe(event(site, healthy, evidence, since, detail));
    }

    private HealthEvent event(
            String site, boolean healthy, Evidence evidence, Instant since, String detail) {
        var observer = "executor/" + observerSite;
        return healthy
                ? new SiteHealthy(
                        site,
                        Scope.APPLICATION,
                        application,
                        observer,
                        observerSite,
                        evidence,
                        since,
                        detail)
                : new SiteUnhealthy(
                        site,
                        Scope.APPLICATION,
                        application,
                        observer,
                        observerSite,
                        evidence,
                        since,
                        detail);
    }
}
