package io.bascule.failover.executor.postgres;

import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.postgres.Upstream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How this site's server streams from the other one.
 *
 * @param user role with REPLICATION
 * @param password asked for when needed, never kept; null if none is needed
 */
public record Upstreams(String user, Supplier<@Nullable String> password) {

    /** The server at a site, as the one at {@code here} streams from it. */
    Upstream of(ApplicationPlan plan, String site, String here) {
        var endpoint = plan.database().at(site).replication();
        return new Upstream(
                endpoint.host(), endpoint.port(), user, password.get(), Names.slotOf(here));
    }
}
