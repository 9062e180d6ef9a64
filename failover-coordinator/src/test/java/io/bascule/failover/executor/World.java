package io.bascule.failover.executor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.CommandEvent.Mode;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.StepKind;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.DatabasePlan;
import io.bascule.contracts.plan.FrontDoor;
import io.bascule.contracts.plan.SecretRef;
import io.bascule.contracts.plan.TrafficPlan;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One application with two sites and a real router, on one machine. */
public final class World {

    public static final String SECRET = "pass:word\\'";

    public static final String REPLICATOR =
            "CREATE ROLE replicator LOGIN REPLICATION PASSWORD '" + SECRET.replace("'", "''") + "'";

    public final PostgresTools tools = PostgresTools.locate();
    public final Path folder = tools.temporaryFolder("bascule-pair-");
    public final int frankfurt = PostgresTools.freePort();
    public final int paris = PostgresTools.freePort();
    public final int door = PostgresTools.freePort();
    public final Relay toFrankfurt;
    private @Nullable Process haproxy;

    public World() throws IOException {
        toFrankfurt = new Relay(frankfurt);
        Files.writeString(folder.resolve("secret"), SECRET);
    }

    public ApplicationPlan plan() {
        var secret = new SecretRef("file:" + folder.resolve("secret"));
        return new ApplicationPlan(
                "orders",
                ApplicationPlan.Criticality.MISSION_CRITICAL,
                ApplicationPlan.Strategy.WARM_STANDBY,
                new ApplicationPlan.Objectives(Duration.ofMinutes(1), Duration.ofSeconds(5)),
                "frankfurt",
                "paris",
                "witness",
                ApplicationPlan.DecisionMode.AUTOMATIC,
                Duration.ofMinutes(15),
                List.of(),
                new DatabasePlan(
                        "postgres",
                        "postgres",
                        Map.of(
                                "frankfurt", server(frankfurt, toFrankfurt.port(), secret),
                                "paris", server(paris, paris, secret))),
                new TrafficPlan(
                        "haproxy",
                        socket().toString(),
                        "orders",
                        Map.of("frankfurt", "fra", "paris", "par")),
                ApplicationPlan.Fencing.FRONT_DOOR,
                new FrontDoor(
                        "127.0.0.1",
                        door,
                        "postgres",
                        secret,
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1)),
                new ApplicationPlan.Suspicion(2, Duration.ofMillis(100), Duration.ofSeconds(10)),
                List.of("SELECT count(*) FROM bascule.place"),
                false,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1));
    }

    private static DatabasePlan.Server server(int port, int replication, SecretRef secret) {
        return new DatabasePlan.Server(
                "127.0.0.1",
                port,
                "postgres",
                secret,
                new DatabasePlan.Endpoint("127.0.0.1", replication));
    }

    public StepCommanded command(
            StepKind step,
            String at,
            String from,
            String to,
            long epoch,
            int attempt,
            Duration within,
            Map<String, String> inputs) {
        return new StepCommanded(
                "orders",
                "orders-" + epoch,
                epoch,
                1,
                attempt,
                step,
                at,
                from,
                to,
                Mode.LIVE,
                Instant.now().plus(within),
                plan(),
                inputs);
    }

    public static <E extends Event> EventEnvelope<E> envelope(E event) {
        return new EventEnvelope<>(
                UUID.randomUUID().toString(),
                "/test/witness",
                Instant.now(),
                null,
                null,
                null,
                event);
    }

    public Cluster newPrimary() {
        return Cluster.create(
                tools,
                folder.resolve("frankfurt"),
                Map.of(
                        "listen_addresses", "127.0.0.1",
                        "port", "" + frankfurt,
                        "wal_level", "logical",
                        "track_commit_timestamp", "on",
                        "shared_buffers", "32MB",
                        "max_wal_senders", "10",
                        "max_replication_slots", "10",
                        "wal_retrieve_retry_interval", "200ms",
                        "fsync", "off"),
                List.of(
                        "host all all 127.0.0.1/32 scram-sha-256",
                        "host replication all 127.0.0.1/32 scram-sha-256"),
                SECRET);
    }

    /** A copy of the primary, which runs and holds the slot for it. */
    public Cluster newStandby() {
        return Cluster.copy(
                tools,
                folder.resolve("paris"),
                new Upstream(
                        "127.0.0.1", toFrankfurt.port(), "replicator", SECRET, "bascule_paris"),
                "bascule_paris",
                Map.of("port", "" + paris));
    }

    public Path socket() {
        return folder.resolve("haproxy.sock");
    }

    /** Starts the router, both servers taken out. */
    public void startRouter() throws IOException {
        var binary =
                Stream.of("/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy")
                        .map(Path::of)
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(binary.isPresent(), "HAProxy is not installed: apt-get install haproxy");
        var config = folder.resolve("haproxy.cfg");
        Files.writeString(
                config,
                """
                global
                  stats socket %s mode 600 level admin
                defaults
                  mode tcp
                  timeout connect 1s
                  retries 0
                  timeout client 1h
                  timeout server 1h
                frontend door
                  bind 127.0.0.1:%d
                  default_backend orders
                backend orders
                  server fra 127.0.0.1:%d disabled
                  server par 127.0.0.1:%d disabled
                """
                        .formatted(socket(), door, frankfurt, paris));
        haproxy =
                new ProcessBuilder(binary.get().toString(), "-db", "-f", config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("haproxy.log").toFile())
                        .start();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(this::routerListens);
    }

    public void killRouter() throws InterruptedException {
        var running = haproxy;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor(10, TimeUnit.SECONDS);
        }
    }

    public Connection throughTheDoor() throws Exception {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + door + "/postgres?loginTimeout=2&socketTimeout=5",
                "postgres",
                SECRET);
    }

    public void end() throws Exception {
        killRouter();
        toFrankfurt.close();
        try (var all = Files.walk(folder)) {
            for (var each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private boolean routerListens() {
        try (var probe = new Socket(InetAddress.getLoopbackAddress(), door)) {
            return probe.isConnected();
        } catch (IOException _) {
            return false;
        }
    }
}
