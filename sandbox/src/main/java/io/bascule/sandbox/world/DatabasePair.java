package io.bascule.sandbox.world;

import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.PostmasterPid;
import io.bascule.postgres.ServerStart;
import io.bascule.postgres.StopMode;
import io.bascule.postgres.Upstream;
import io.bascule.sandbox.world.Ports.Use;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two real PostgreSQL servers: frankfurt, and paris as its standby. They are made here and left
 * stopped: the executors are the parents of the servers.
 */
final class DatabasePair {

    /** The application's database. */
    static final String DATABASE = "orders";

    /** An empty one beside it, for whoever tries a restore. */
    static final String SCRATCH = "scratch";

    static final String PLATFORM_ROLE = "bascule";
    static final String CLIENT_ROLE = "orders";
    static final String REPLICATION_ROLE = "replicator";

    private static final String MADE = ".made";
    private static final int CUSTOMERS = 20_000;

    private final Cluster frankfurt;
    private final Cluster paris;

    private DatabasePair(Cluster frankfurt, Cluster paris) {
        this.frankfurt = frankfurt;
        this.paris = paris;
    }

    static DatabasePair create(
            PostgresTools tools, WorldFolder world, Ports ports, Passwords passwords) {
        var folder = world.folder("databases");
        // The servers' logs and password files lie beside their data directories.
        tools.own(folder);
        try {
            var frankfurt =
                    Cluster.create(
                            tools,
                            folder.resolve("frankfurt"),
                            settings(ports.of(Use.FRANKFURT)),
                            List.of(
                                    "host all all 127.0.0.1/32 scram-sha-256",
                                    "host replication all 127.0.0.1/32 scram-sha-256"),
                            passwords.superuser());
            try (var server = frankfurt.start(ServerStart.of(frankfurt.dataDir()))) {
                fill(server, passwords);
                var paris = copy(tools, folder, ports, passwords);
                server.stop(StopMode.FAST, Duration.ofSeconds(30));
                return new DatabasePair(frankfurt, paris);
            }
        } catch (PostgresException | SQLException e) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected to create the PostgreSQL pair, but: " + e.getMessage(),
                    e);
        }
    }

    /** Whether a lasting world had its pair before. */
    static boolean isThere(Ground ground) {
        return ground.lasts()
                && Files.exists(ground.folder().root().resolve("databases").resolve(MADE));
    }

    /**
     * The pair of a lasting world: the former one, or a new one if none was finished. What a former
     * one is told of its ports is put right.
     */
    static DatabasePair lasting(Ground ground) {
        var folder = ground.folder().folder("databases");
        var made = folder.resolve(MADE);
        if (Files.exists(made)) {
            return resumed(ground, folder);
        }
        new WorldFolder(folder).remove();
        var pair = create(ground.tools(), ground.folder(), ground.ports(), ground.passwords());
        KeptFile.write(made, "Both servers were made.\n");
        return pair;
    }

    private static DatabasePair resumed(Ground ground, Path folder) {
        try {
            var pair =
                    new DatabasePair(
                            Cluster.at(ground.tools(), folder.resolve(World.FRANKFURT)),
                            Cluster.at(ground.tools(), folder.resolve(World.PARIS)));
            for (var site : List.of(World.FRANKFURT, World.PARIS)) {
                pair.setPorts(ground, site);
            }
            return pair;
        } catch (PostgresException e) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected the PostgreSQL pair of a former sandbox, but: " + e.getMessage(),
                    e);
        }
    }

    private void setPorts(Ground ground, String site) {
        var cluster = at(site);
        cluster.set(Map.of("port", Integer.toString(ground.ports().of(Roads.databaseUse(site)))));
        var other = site.equals(World.PARIS) ? World.FRANKFURT : World.PARIS;
        int upstream = ground.roads().replicationFrom(other);
        boolean told =
                cluster.file("postgresql.auto.conf").lines().stream()
                        .anyMatch(line ->
                                line.startsWith("primary_conninfo")
                                        && line.matches(".*\\bport=" + upstream + "\\b.*"));
        if (cluster.isStandby() && !told) {
            cluster.follow(
                    new Upstream(
                            "127.0.0.1",
                            upstream,
                            REPLICATION_ROLE,
                            ground.passwords().replicator(),
                            site),
                    slotOf(site));
        }
    }

    /** The data directory at a site. */
    Cluster at(String site) {
        return switch (site) {
            case World.FRANKFURT -> frankfurt;
            case World.PARIS -> paris;
            default ->
                    throw new IllegalArgumentException(
                            "Expected frankfurt or paris, but found '" + site + "'");
        };
    }

    /** Whether the server at a site takes connections by its own word. */
    boolean isReady(String site) {
        return PostmasterPid.of(at(site).dataDir())
                .filter(PostmasterPid::ready)
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .isPresent();
    }

    private static Cluster copy(
            PostgresTools tools, Path folder, Ports ports, Passwords passwords) {
        // It is copied directly and then streams through the fault proxy.
        var direct =
                new Upstream(
                        "127.0.0.1",
                        ports.of(Use.FRANKFURT),
                        REPLICATION_ROLE,
                        passwords.replicator(),
                        World.PARIS);
        var proxied =
                new Upstream(
                        "127.0.0.1",
                        ports.of(Use.FRANKFURT_REPLICATION),
                        REPLICATION_ROLE,
                        passwords.replicator(),
                        World.PARIS);
        var paris =
                Cluster.copy(
                        tools,
                        folder.resolve("paris"),
                        direct,
                        slotOf(World.PARIS),
                        Map.of("port", Integer.toString(ports.of(Use.PARIS))));
        paris.follow(proxied, slotOf(World.PARIS));
        return paris;
    }

    private static String slotOf(String site) {
        return "bascule_" + site;
    }

    private static void fill(io.bascule.postgres.PostgresServer server, Passwords passwords)
            throws SQLException {
        try (var connection = server.connect("postgres", "postgres", passwords.superuser())) {
            run(
                    connection,
                    "create role "
                            + REPLICATION_ROLE
                            + " login replication "
                            + password(passwords.replicator()),
                    // It makes publications, slots and checkpoints, rewinds and promotes.
                    "create role "
                            + PLATFORM_ROLE
                            + " login superuser replication "
                            + password(passwords.bascule()),
                    "create role " + CLIENT_ROLE + " login " + password(passwords.orders()),
                    "create database " + DATABASE + " owner " + CLIENT_ROLE,
                    "create database " + SCRATCH + " owner " + CLIENT_ROLE,
                    "select pg_create_physical_replication_slot('"
                            + slotOf(World.PARIS)
                            + "', true)");
        }
        try (var connection = server.connect(DATABASE, CLIENT_ROLE, passwords.orders())) {
            run(
                    connection,
                    """
                    create table customers (
                        id int primary key, name text not null, since date not null)
                    """,
                    """
                    create table orders (
                        id bigint primary key,
                        client int not null,
                        amount numeric(12, 2) not null,
                        placed_at timestamptz not null default clock_timestamp())
                    """,
                    "insert into customers select n, 'Customer ' || n || ' ' || md5(n::text), date '2020-01-01' + n % 2000 from generate_series(1, "
                            + CUSTOMERS
                            + ") n");
        }
    }

    private static String password(String password) {
        // Made of hexadecimal digits by us, so that nothing needs to be escaped.
        return "password '" + password + "'";
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Map<String, String> settings(int port) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("max_connections", "60");
        settings.put("shared_buffers", "64MB");
        settings.put("max_wal_size", "1GB");
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("password_encryption", "scram-sha-256");
        // For the commit ledger and for the rewind.
        settings.put("wal_level", "logical");
        settings.put("wal_log_hints", "on");
        settings.put("track_commit_timestamp", "on");
        settings.put("max_wal_senders", "12");
        settings.put("max_replication_slots", "12");
        settings.put("wal_keep_size", "512MB");
        settings.put("max_slot_wal_keep_size", "4GB");
        settings.put("hot_standby_feedback", "off");
        // A large transaction is spilled to disk by every reader, as on a busy server.
        settings.put("logical_decoding_work_mem", "1MB");
        // A killed server leaves nothing outside of its folder.
        settings.put("dynamic_shared_memory_type", "mmap");
        // A cut stream is noticed and mended within seconds.
        settings.put("wal_receiver_timeout", "5s");
        settings.put("wal_sender_timeout", "5s");
        settings.put("wal_receiver_status_interval", "1s");
        settings.put("wal_retrieve_retry_interval", "250ms");
        settings.put("log_line_prefix", "%m [%p] %q%u@%d ");
        return settings;
    }
}
