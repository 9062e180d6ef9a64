package io.bascule.system.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;

/** What can happen to a sandbox, done on purpose. */
final class Mishaps {

    private static final String TERMINATE_LEDGER =
            """
            select pg_terminate_backend(active_pid, 1000) from pg_replication_slots
            where slot_name = 'bascule_ledger' and active
            """;

    /** In one statement: its reader, which comes back at once, would make it anew in between. */
    private static final String REPLACE_LEDGER =
            """
            do $$
            begin
                perform pg_drop_replication_slot('bascule_ledger');
                for i in 1 .. current_setting('max_replication_slots')::int loop
                    exit when (select count(*) from pg_replication_slots)
                            >= current_setting('max_replication_slots')::int;
                    perform pg_create_physical_replication_slot('room_' || i);
                end loop;
            end $$
            """;

    private static final String LEAVE_ROOM =
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name like 'room_%'";
    private static final String ARCHIVE = "bascule_wal_";
    private static final String OLDEST_LOG =
            "select min(name) from pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'";
    private static final long LARGE_BYTES = 1 << 20;

    private final World world;

    Mishaps(World world) {
        this.world = world;
    }

    /** A service stands still. */
    void freeze(String service) throws IOException, InterruptedException {
        signal(world.service(service).process().handle().pid(), "STOP");
    }

    void thaw(String service) throws IOException, InterruptedException {
        signal(world.service(service).process().handle().pid(), "CONT");
    }

    /** All processes of a site's database stand still. */
    void freezeDatabase(String site) throws IOException, InterruptedException {
        for (var process : world.clusterAt(site).processes().alive()) {
            signal(process.pid(), "STOP");
        }
    }

    void thawDatabase(String site) throws IOException, InterruptedException {
        for (var process : world.clusterAt(site).processes().alive()) {
            signal(process.pid(), "CONT");
        }
    }

    /** One bit in the middle of each large object in the store is another one. */
    void spoilTheBackups() throws IOException {
        List<Path> large;
        try (var files = Files.walk(world.folder().resolve("object-store-data"))) {
            large =
                    files.filter(Files::isRegularFile)
                            .filter(file -> file.toFile().length() >= LARGE_BYTES)
                            .toList();
        }
        assertThat(large).isNotEmpty();
        for (Path each : large) {
            spoil(each);
        }
    }

    private static void spoil(Path object) throws IOException {
        try (var file =
                FileChannel.open(object, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            long middle = file.size() / 2;
            assertThat(file.read(one, middle)).isEqualTo(1);
            one.put(0, (byte) (one.get(0) ^ 1));
            assertThat(file.write(one.flip(), middle)).isEqualTo(1);
        }
    }

    /** Connections that take what others need; they end together. */
    record Crowd(List<Connection> connections) implements AutoCloseable {

        @Override
        public void close() throws SQLException {
            for (var connection : connections) {
                connection.close();
            }
        }
    }

    /**
     * Meanwhile backup-service stands still, and the server forgets what it kept for it.
     *
     * @return leaves room for one that streams: no copy of the server can be taken
     */
    Crowd loseTheArchivesLog() throws Exception {
        freeze("backup");
        try (var connection = platformAtFrankfurt()) {
            Awaitility.await("the archive's slot to be dropped")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> dropped(connection, ARCHIVE));
            String needed = first(connection, "select pg_walfile_name(pg_current_wal_lsn())");
            String kept = first(connection, "show wal_keep_size");
            keepLog(connection, "0");
            Awaitility.await("the server's log to begin later")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        var _ = first(connection, "select pg_switch_wal()");
                        run(connection, "checkpoint");
                        return first(connection, OLDEST_LOG).compareTo(needed) > 0;
                    });
            keepLog(connection, kept);
            return crowd(
                    Integer.parseInt(
                            first(
                                    connection,
                                    "select current_setting('max_wal_senders')::int - count(*) - 1 from pg_stat_replication")));
        } finally {
            thaw("backup");
        }
    }

    private Crowd crowd(int size) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", world.platform().user());
        properties.setProperty("password", world.platform().password());
        properties.setProperty("replication", "database");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "15");
        var connections = new ArrayList<Connection>();
        for (int i = 0; i < size; i++) {
            connections.add(DriverManager.getConnection(world.urlAt(World.FRANKFURT), properties));
        }
        return new Crowd(connections);
    }

    private static void keepLog(Connection connection, String size) throws SQLException {
        run(connection, "alter system set wal_keep_size = '" + size + "'");
        run(connection, "select pg_reload_conf()");
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            var _ = statement.execute(sql);
        }
    }

    /**
     * The slot from which the ledger is read is gone.
     *
     * @return takes what room the server has for slots: until it is closed there can be no other
     */
    AutoCloseable loseTheLedgersSlot() throws SQLException {
        Awaitility.await("the ledger's slot to be dropped")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsMatching(e -> e instanceof SQLException)
                .until(() -> {
                    try (var connection = platformAtFrankfurt()) {
                        run(connection, TERMINATE_LEDGER);
                        run(connection, REPLACE_LEDGER);
                    }
                    return true;
                });
        return () -> {
            try (var connection = platformAtFrankfurt()) {
                run(connection, LEAVE_ROOM);
            }
        };
    }

    private Connection platformAtFrankfurt() throws SQLException {
        var platform = world.platform();
        return DriverManager.getConnection(
                world.urlAt(World.FRANKFURT), platform.user(), platform.password());
    }

    private static boolean dropped(Connection connection, String slot) throws SQLException {
        String named = " from pg_replication_slots where slot_name like '" + slot + "%'";
        run(connection, "select pg_terminate_backend(active_pid, 1000)" + named + " and active");
        run(connection, "select pg_drop_replication_slot(slot_name)" + named + " and not active");
        return first(connection, "select count(*)" + named).equals("0");
    }

    private static void signal(long pid, String signal) throws IOException, InterruptedException {
        var said = Tools.run(Path.of("/bin/kill"), List.of("-" + signal, Long.toString(pid)));
        assertThat(said.exitCode()).as(said.output()).isZero();
    }
}
