package io.bascule.failover.executor.haproxy;

import io.bascule.contracts.plan.TrafficPlan;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepFailedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where clients are to go: to one site, or, while a planned switch stops the old one, nowhere.
 *
 * @param epoch the run that said so
 * @param site null for nowhere
 */
record Route(long epoch, @Nullable String site) {

    /**
     * Makes it so: the others are taken out and their sessions cut before the one is let in.
     *
     * @return the router's own words on its servers
     */
    String lay(TrafficPlan traffic, Deadline deadline) {
        var api = new RuntimeApi(traffic.control());
        var wanted = wanted(traffic);
        for (var server : traffic.servers().values()) {
            if (!server.equals(wanted)) {
                var name = traffic.backend() + "/" + server;
                api.run("set server " + name + " state maint");
                // Maintenance alone leaves the sessions of a frozen server hanging.
                api.run("shutdown sessions server " + name);
            }
        }
        if (wanted != null) {
            api.run("set server " + traffic.backend() + "/" + wanted + " state ready");
        }
        if (!deadline.await(Duration.ofMillis(2), () -> isLaid(traffic, api))) {
            throw new StepFailedException(
                    "Expected traffic to go to "
                            + (site == null ? "no site" : site)
                            + ", but HAProxy says: "
                            + words(api.servers(traffic.backend())));
        }
        return words(api.servers(traffic.backend()));
    }

    /** Whether the router says that it is so. */
    boolean isLaid(TrafficPlan traffic) {
        return isLaid(traffic, new RuntimeApi(traffic.control()));
    }

    private boolean isLaid(TrafficPlan traffic, RuntimeApi api) {
        Map<String, ServerState> states =
                api.servers(traffic.backend()).stream()
                        .collect(Collectors.toMap(ServerState::name, s -> s));
        var wanted = wanted(traffic);
        return traffic.servers().values().stream()
                .allMatch(server -> {
                    var state = states.get(server);
                    return state != null
                            && (server.equals(wanted) ? state.serves() : state.inMaintenance());
                });
    }

    private @Nullable String wanted(TrafficPlan traffic) {
        if (site == null) {
            return null;
        }
        var server = traffic.servers().get(site);
        if (server == null) {
            throw new StepFailedException(
                    "Expected a server for site '"
                            + site
                            + "' in the plan's traffic, but found "
                            + traffic.servers().keySet());
        }
        return server;
    }

    private static String words(List<ServerState> states) {
        return states.stream()
                .map(s ->
                        s.name()
                                + (s.serves()
                                        ? " ready"
                                        : s.inMaintenance()
                                                ? " maint"
                                                : " op="
                                                        + s.operational()
                                                        + " admin="
                                                        + s.administrative()))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
