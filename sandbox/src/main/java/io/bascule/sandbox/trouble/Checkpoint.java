package io.bascule.sandbox.trouble;

import io.bascule.sandbox.client.Clerk;
import io.bascule.sandbox.world.World;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The primary checkpoints last: what the checkpoint moves on lies behind the cut. */
final class Checkpoint implements Play {

    private final World world;
    private final String site;

    Checkpoint(World world, String site) {
        this.world = world;
        this.site = site;
    }

    @Override
    public String befall(Clerk clerk) throws SQLException {
        var role = world.platform();
        try (var connection =
                        DriverManager.getConnection(
                                world.urlAt(site), role.user(), role.password());
                var statement = connection.createStatement()) {
            statement.execute("checkpoint");
        }
        return "a checkpoint at " + site;
    }
}
