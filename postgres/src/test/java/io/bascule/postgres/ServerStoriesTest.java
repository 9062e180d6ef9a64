package io.bascule.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerStoriesTest {

    private static final List<String> HBA =
            List.of(
                    "host all all 127.0.0.1/32 scram-sha-256",
                    "host replication all 127.0.0.1/32 scram-sha-256");

    private final PostgresTools tools = PostgresTools.locate();
    private Path folder = Path.of("/nowhere");

    @BeforeEach
    void folder() {
        folder = tools.temporaryFolder("bascule-test-");
    }

    @AfterEach
    void nothingIsLeft() {
        for (var name : List.of("one", "two")) {
            Cluster.at(tools, folder.resolve(name)).processes().kill(Duration.ofSeconds(10));
        }
        tools.run("/bin/rm", List.of("-rf", folder.toString()), Duration.ofSeconds(30)).orThrow();
    }

    @Test
    void aNewServerAnswersStopsCleanlyAndSaysHowItEnded() throws Exception {
        var cluster = create("one");
        int exit;
        try (var server = cluster.start(ServerStart.of(cluster.dataDir()))) {
            assertThat(ask(server, "SHOW data_checksums")).isEqualTo("on");
            assertThat(server.processes().size()).isGreaterThan(3);

            server.stop(StopMode.FAST, Duration.ofSeconds(20));

            exit = server.onExit().get(1, TimeUnit.SECONDS);
        }
        assertThat(exit).isZero();
        assertThat(cluster.controlData().cleanlyShutDown()).isTrue();
        assertThat(cluster.processes().gone()).isTrue();
    }

    @Test
    void aStatementOutlivesItsPostmasterUntilTheWholeClusterIsKilled() throws Exception {
        var cluster = create("one");
        try (var server = cluster.start(ServerStart.of(cluster.dataDir()));
                var connection = connect(server)) {
            var statement =
                    Thread.startVirtualThread(() ->
                            runQuietly(
                                    connection,
                                    "SELECT count(*) FROM generate_series(1, 10000000000) AS busy"));
            try (var other = connect(server)) {
                await().until(() ->
                        one(
                                        other,
                                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%AS busy' AND state = 'active'")
                                .equals("1"));
            }

            server.process().destroyForcibly();
            assertThat(server.onExit().get(5, TimeUnit.SECONDS)).isEqualTo(137);
            assertThat(cluster.processes().alive()).isNotEmpty();
            assertThat(cluster.processes().gone()).isFalse();

            int killed = cluster.processes().kill(Duration.ofSeconds(10));

            assertThat(killed).isPositive();
            assertThat(cluster.processes().gone()).isTrue();
            statement.join();
        }
    }

    @Test
    void aCopyFollowsItsPrimaryAndNoConfigurationHoldsThePassword() throws Exception {
        var primary = create("one");
        try (var server = primary.start(ServerStart.of(primary.dataDir()))) {
            runQuietlyOn(server, "CREATE TABLE t AS SELECT 1 AS id");
            runQuietlyOn(server, "SELECT pg_create_physical_replication_slot('bascule_two', true)");
            var upstream =
                    new Upstream("127.0.0.1", server.port(), "postgres", "secret'\\:", "two");

            var copy =
                    Cluster.copy(
                            tools,
                            folder.resolve("two"),
                            upstream,
                            "bascule_two",
                            Map.of("port", "" + PostgresTools.freePort()));

            try (var standby = copy.start(ServerStart.of(copy.dataDir()))) {
                assertThat(ask(standby, "SELECT pg_is_in_recovery()")).isEqualTo("t");
                assertThat(ask(standby, "SELECT count(*) FROM t")).isEqualTo("1");
                assertThat(copy.file("postgresql.auto.conf").lines().toString())
                        .contains("two.pgpass")
                        .doesNotContain("secret");
                assertThat(copy.controlData().systemIdentifier())
                        .isEqualTo(primary.controlData().systemIdentifier());
            }
        }
    }

    @Test
    void aServerThatCannotStartSaysWhyAndASecondOneIsRefused() {
        var cluster = create("one");
        assertThatThrownBy(() ->
                        cluster.start(
                                ServerStart.of(cluster.dataDir())
                                        .with(Map.of("shared_buffers", "many"))))
                .isInstanceOf(PostgresException.class)
                .hasMessageContaining("invalid value for parameter \"shared_buffers\"");

        try (var server = cluster.start(ServerStart.of(cluster.dataDir()))) {
            assertThatThrownBy(() -> cluster.start(ServerStart.of(cluster.dataDir())))
                    .hasMessageContaining("Expected no server on");
            assertThat(cluster.adopt(server.log()))
                    .hasValueSatisfying(adopted ->
                            assertThat(adopted.process().pid()).isEqualTo(server.process().pid()));
        }
    }

    /** Its parent died, or never asks for its children: then its end makes a zombie of it. */
    @Test
    void theEndOfAServerThatAnEarlierProcessLeftRunningIsNoticedAlsoIfNobodyReapsIt()
            throws Exception {
        var cluster = create("one");
        var log = ServerStart.of(cluster.dataDir()).log();
        var careless =
                tools.command(
                                "/bin/sh",
                                List.of(
                                        "-c",
                                        tools.binDir()
                                                + "/postgres -D "
                                                + cluster.dataDir()
                                                + " & exec sleep 600"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> cluster.adopt(log).filter(cluster::isReady).isPresent());
            var adopted = cluster.adopt(log).orElseThrow();
            var end = adopted.onExit();
            assertThat(adopted.isAlive()).isTrue();

            adopted.kill();

            assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(-1);
            assertThat(adopted.isAlive()).isFalse();
            assertThat(cluster.processes().gone()).isTrue();
        } finally {
            cluster.processes().kill(Duration.ofSeconds(20));
            careless.destroyForcibly().waitFor();
        }
    }

    @Test
    void aToolIsKilledAtItsDeadline() {
        var result = tools.run("/bin/sleep", List.of("60"), Duration.ofMillis(100));

        assertThat(result.exitCode()).isEqualTo(-1);
        assertThatThrownBy(result::orThrow).hasMessageContaining("ran into its deadline");
    }

    private Cluster create(String name) {
        return Cluster.create(
                tools,
                folder.resolve(name),
                Map.of(
                        "listen_addresses", "127.0.0.1",
                        "port", "" + PostgresTools.freePort(),
                        "wal_level", "logical",
                        "fsync", "off"),
                HBA,
                "secret'\\:");
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return server.connect("postgres", "postgres", "secret'\\:");
    }

    private static String ask(PostgresServer server, String sql) throws SQLException {
        try (var connection = connect(server)) {
            return one(connection, sql);
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void runQuietlyOn(PostgresServer server, String sql) throws SQLException {
        try (var connection = connect(server)) {
            runQuietly(connection, sql);
        }
    }

    private static void runQuietly(Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException _) {
            // The server is killed under it.
        }
    }
}
