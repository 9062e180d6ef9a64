package io.bascule.contracts.plan;

import io.bascule.contracts.About;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The database of an application: one server a site, one of them active. */
public record DatabasePlan(
        @About("postgres") String type,
        @About("Name of the database") String database,
        @About("Server at each site, by site name") Map<String, Server> sites) {

    public DatabasePlan {
        sites = Map.copyOf(sites);
    }

    /** The server at a site; the plan reader has seen to it that there is one. */
    public Server at(String site) {
        var server = sites.get(site);
        if (server == null) {
            throw new IllegalArgumentException(
                    "Expected a database server at site '"
                            + site
                            + "', but the plan has "
                            + sites.keySet());
        }
        return server;
    }

    /** One server. */
    public record Server(
            @About("Host") String host,
            @About("Port") int port,
            @About("Role that Bascule connects as") String user,
            @About("Where its password is found: env:NAME or file:PATH; absent if none is needed")
                    @Nullable SecretRef password,
            @About("Host and port at which the other site's server streams from it")
                    Endpoint replication) {}

    /** A host and a port. */
    public record Endpoint(@About("Host") String host, @About("Port") int port) {}
}
