package io.bascule.replication.database;

import io.bascule.contracts.plan.DatabasePlan;
import io.bascule.contracts.plan.FrontDoor;
import io.bascule.contracts.plan.SecretRef;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and as whom to connect. Holds the name of the password, never the password.
 *
 * @param label what it is, for messages and thread names
 */
public record Address(
        String label,
        String host,
        int port,
        String database,
        String user,
        @Nullable SecretRef password) {

    /** The server of one site, directly. */
    public static Address ofSite(String application, String site, DatabasePlan plan) {
        var server = plan.at(site);
        return new Address(
                application + "@" + site,
                server.host(),
                server.port(),
                plan.database(),
                server.user(),
                server.password());
    }

    /** Whichever server the front door leads to. */
    public static Address ofFrontDoor(String application, FrontDoor door, DatabasePlan plan) {
        return new Address(
                application + "@front-door",
                door.host(),
                door.port(),
                plan.database(),
                door.user(),
                door.password());
    }

    @Override
    public String toString() {
        return label + " (" + host + ":" + port + ")";
    }
}
