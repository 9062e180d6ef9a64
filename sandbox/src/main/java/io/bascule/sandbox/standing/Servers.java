package io.bascule.sandbox.standing;

import io.bascule.sandbox.standing.Status.Role;
import io.bascule.sandbox.standing.Status.Site;
import io.bascule.sandbox.world.World;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** What the PostgreSQL servers say of themselves, asked directly: 2 s at most for each. */
final class Servers {

    private static final String ROLE =
            """
            select pg_is_in_recovery(),
                   case when pg_is_in_recovery()
                        then coalesce((select received_tli from pg_stat_wal_receiver),
                                      (select timeline_id from pg_control_checkpoint()))
                        else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int
                   end,
                   exists (select from pg_stat_wal_receiver where status = 'streaming')
            """;

    /** Only a primary can be asked; readers of the commit ledger are no standbys. */
    private static final String BEHIND =
            """
            select pg_wal_lsn_diff(pg_current_wal_lsn(), max(r.flush_lsn))::bigint
            from pg_stat_replication r
            join pg_replication_slots s on s.active_pid = r.pid and s.slot_type = 'physical'
            """;

    private final World world;

    Servers(World world) {
        this.world = world;
    }

    List<Site> ask() {
        var sites = new ArrayList<Site>();
        Long behind = null;
        for (var site : List.of(World.FRANKFURT, World.PARIS)) {
            try (var connection = connect(site)) {
                var found = role(connection, site);
                if (found.role() == Role.PRIMARY) {
                    behind = behind(connection);
                }
                sites.add(found);
            } catch (SQLException _) {
                sites.add(new Site(site, Role.DOWN, null, null, null));
            }
        }
        Long lag = behind;
        return sites.stream()
                .map(site ->
                        Boolean.TRUE.equals(site.streaming())
                                ? new Site(site.site(), site.role(), site.timeline(), true, lag)
                                : site)
                .toList();
    }

    private Connection connect(String site) throws SQLException {
        var role = world.platform();
        var properties = new Properties();
        properties.setProperty("user", role.user());
        properties.setProperty("password", role.password());
        properties.setProperty("loginTimeout", "2");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "2");
        properties.setProperty("ApplicationName", "sandbox-status");
        return DriverManager.getConnection(world.urlAt(site), properties);
    }

    private static Site role(Connection connection, String site) throws SQLException {
        try (var statement = connection.createStatement();
                var row = first(statement.executeQuery(ROLE))) {
            boolean standby = row.getBoolean(1);
            return new Site(
                    site,
                    standby ? Role.STANDBY : Role.PRIMARY,
                    row.getInt(2),
                    standby ? row.getBoolean(3) : null,
                    null);
        }
    }

    private static Long behind(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = first(statement.executeQuery(BEHIND))) {
            return (Long) row.getObject(1);
        }
    }

    private static ResultSet first(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new SQLException("Expected one row, but found none");
        }
        return rows;
    }
}
