package io.bascule.replication.world;

import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresServer;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.ServerStart;
import io.bascule.postgres.Upstream;
import io.bascule.replication.database.Address;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real primary, and a real standby that streams from it through a relay. */
public final class Pair implements AutoCloseable {

    private static final List<String> HBA =
            List.of("host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust");

    private final PostgresTools tools = PostgresTools.locate();
    private final Path folder = tools.temporaryFolder("bascule-monitor-");
    public final PostgresServer primary;
    public final PostgresServer standby;
    public final Relay stream;

    private Pair() throws SQLException {
        var first =
                Cluster.create(
                        tools,
                        folder.resolve("primary"),
                        Map.of(
                                "port",
                                "" + PostgresTools.freePort(),
                                "listen_addresses",
                                "127.0.0.1",
                                "wal_level",
                                "logical",
                                "shared_buffers",
                                "16MB",
                                "fsync",
                                "off",
                                "wal_retrieve_retry_interval",
                                "200ms"),
                        HBA,
                        null);
        primary = first.start(ServerStart.of(first.dataDir()));
        stream = new Relay(primary.port());
        sql(primary, "SELECT pg_create_physical_replication_slot('bascule_paris', true)");
        var second =
                Cluster.copy(
                        tools,
                        folder.resolve("standby"),
                        new Upstream("127.0.0.1", stream.port(), "postgres", null, "paris"),
                        "bascule_paris",
                        Map.of("port", "" + PostgresTools.freePort()));
        standby = second.start(ServerStart.of(second.dataDir()));
    }

    /** A pair, or the reason why there is none. */
    public static Pair start() {
        try {
            return new Pair();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The standby on its port, as after a restart of its machine. */
    public void startStandbyAgain() {
        var cluster = standby.cluster();
        var _ = cluster.start(ServerStart.of(cluster.dataDir()));
    }

    /** What the executor makes at the active primary. */
    public void prepare(PostgresServer server, String site, long epoch) throws SQLException {
        sql(
                server,
                "CREATE SCHEMA IF NOT EXISTS bascule",
                "CREATE TABLE IF NOT EXISTS bascule.canary(id int PRIMARY KEY, n bigint, written_at timestamptz)",
                "CREATE TABLE IF NOT EXISTS bascule.place(id int PRIMARY KEY DEFAULT 1, site text, epoch bigint)",
                "INSERT INTO bascule.place VALUES (1, '"
                        + site
                        + "', "
                        + epoch
                        + ") ON CONFLICT (id) DO UPDATE SET site = excluded.site, epoch = excluded.epoch");
        slots(server);
    }

    public void slots(PostgresServer server) throws SQLException {
        sql(
                server,
                "SELECT pg_create_logical_replication_slot('bascule_ledger', 'pgoutput')",
                "SELECT pg_create_logical_replication_slot('bascule_tail', 'pgoutput')");
    }

    /** The application's own table, published. */
    public void orders() throws SQLException {
        sql(
                primary,
                "CREATE TABLE orders(id bigint PRIMARY KEY, note text)",
                "CREATE TABLE items(id bigint PRIMARY KEY, note text)",
                "CREATE PUBLICATION bascule FOR TABLE orders, items");
    }

    public static void sql(PostgresServer server, String... statements) throws SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    public static String ask(PostgresServer server, String query) throws SQLException {
        try (var connection = connect(server);
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    public static Connection connect(PostgresServer server) throws SQLException {
        return server.connect("postgres", "postgres", null);
    }

    public static Address address(PostgresServer server) {
        return address(server.port());
    }

    public static Address address(int port) {
        return new Address("test:" + port, "127.0.0.1", port, "postgres", "postgres", null);
    }

    @Override
    public void close() {
        stream.close();
        standby.kill();
        primary.kill();
        tools.run("/bin/rm", List.of("-rf", folder.toString()), Duration.ofSeconds(30)).orThrow();
    }
}
