package io.bascule.backup.proof;

import io.bascule.backup.dump.SourceDatabase;
import io.bascule.contracts.plan.SecretRef;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresServer;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.ServerStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A PostgreSQL with an orders database, to be backed up in tests. */
public final class SourceServer implements AutoCloseable {

    /** Of the superuser. */
    public static final String PASSWORD = "secret-of-the-source";

    private final PostgresTools tools = PostgresTools.locate();
    private final Path folder = tools.temporaryFolder("bascule-source-");
    private final Path passwordFile;
    private final PostgresServer server;
    private final int port = PostgresTools.freePort();

    public SourceServer() throws IOException, SQLException {
        var cluster =
                Cluster.create(
                        tools,
                        folder.resolve("data"),
                        Map.of(
                                "port", String.valueOf(port),
                                "listen_addresses", "127.0.0.1",
                                "fsync", "off",
                                "unix_socket_directories", folder.toString(),
                                "max_connections", "30",
                                "autovacuum", "off"),
                        List.of(
                                "local all all trust",
                                "host all all 127.0.0.1/32 scram-sha-256",
                                "host replication all 127.0.0.1/32 scram-sha-256"),
                        PASSWORD);
        server = cluster.start(ServerStart.of(cluster.dataDir()));
        passwordFile = Files.createTempFile("source", ".password");
        Files.writeString(passwordFile, PASSWORD + "\n");
        try (var postgres = server.connect("postgres", "postgres", PASSWORD);
                var statement = postgres.createStatement()) {
            statement.execute("CREATE ROLE \"shop keeper\" LOGIN");
            statement.execute("CREATE DATABASE orders OWNER \"shop keeper\"");
        }
        execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY, item text NOT NULL, price money, at timestamptz DEFAULT now())",
                "ALTER TABLE orders OWNER TO \"shop keeper\"",
                "CREATE TABLE \"odd \"\" table\" (a float8, b bytea, c interval)",
                "CREATE TABLE empty (id int)",
                "CREATE SCHEMA bascule",
                "CREATE TABLE bascule.canary (id int PRIMARY KEY, n bigint, written_at timestamptz)",
                "INSERT INTO bascule.canary VALUES (1, 0, now())",
                "INSERT INTO orders SELECT i, md5(i::text), i FROM generate_series(1, 5000) i",
                "INSERT INTO \"odd \"\" table\" VALUES (0.1::float4, '\\xdeadbeef', '1 day 2 hours'), ('NaN', NULL, NULL)",
                "CREATE VIEW dear AS SELECT * FROM orders WHERE price > 4000::money",
                "CREATE PUBLICATION bascule FOR TABLE orders");
    }

    public PostgresTools tools() {
        return tools;
    }

    public SourceDatabase database() {
        return new SourceDatabase(
                "127.0.0.1", port, "orders", "postgres", new SecretRef("file:" + passwordFile));
    }

    /** Of its socket and its data. */
    public Path folder() {
        return folder;
    }

    public Path passwordFile() {
        return passwordFile;
    }

    public int port() {
        return port;
    }

    public Connection connect() throws SQLException {
        return server.connect("orders", "postgres", PASSWORD);
    }

    public void execute(String... statements) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    public PostgresServer server() {
        return server;
    }

    @Override
    public void close() throws IOException {
        server.kill();
        Files.deleteIfExists(passwordFile);
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
