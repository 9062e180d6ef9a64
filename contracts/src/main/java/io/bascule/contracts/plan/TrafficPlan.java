package io.bascule.contracts.plan;

import io.bascule.contracts.About;
import java.util.Map;

/** How clients are moved from one site to the other. */
public record TrafficPlan(
        @About("haproxy") String type,
        @About("Runtime API of the router: a Unix socket's path, or host:port") String control,
        @About("Backend that holds one server per site") String backend,
        @About("Server of the backend for each site, by site name") Map<String, String> servers) {

    public TrafficPlan {
        servers = Map.copyOf(servers);
    }
}
