package io.bascule.system.restarts;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import io.bascule.sandbox.client.Ledger.Missing;
import io.bascule.sandbox.client.Orders;
import io.bascule.sandbox.client.OrdersClient;
import io.bascule.sandbox.world.DemoPlan;
import io.bascule.sandbox.world.World;
import io.bascule.sandbox.world.WorldSettings;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The sandbox with fault points, a client that writes orders, and an ear for all that is said. */
final class Platform implements AutoCloseable {

    static final String ORDERS = "orders";

    private static final String STARTED_AGAIN = "is started again";

    /** However slow the machine is: what takes longer than this stands still. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** A run in which somebody dies at every boundary waits for every one of them to come back. */
    private static final Duration RUN = Duration.ofHours(1);

    final World world;
    final Ear ear;
    final OrdersClient client;
    private final KafkaProducer<byte[], byte[]> voice;
    private final EventCodec codec = new EventCodec();
    private final Envelopes envelopes = new Envelopes("/restarts/witness", Clock.systemUTC());
    private final List<Spawn> spawns;
    private Missing missing = new Missing(Set.of(), Set.of());

    private Platform(World world, List<Spawn> spawns) throws Exception {
        this.world = world;
        this.spawns = spawns;
        ear = new Ear(world.bootstrapServers());
        voice =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                world.bootstrapServers(),
                                "delivery.timeout.ms",
                                120_000),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        apply();
        var role = world.client();
        client =
                OrdersClient.start(
                        world.frontDoorUrl(),
                        role.user(),
                        role.password(),
                        new OrdersClient.Pace(2, 60));
        awaitOrders(20);
    }

    /** Starts all of it; a step may take long, and so may the answer to a disaster. */
    static Platform start() throws Exception {
        var plan =
                DemoPlan.text()
                        .replace("stepTimeout: 30s", "stepTimeout: 30m")
                        .replace("rpo: 10s", "rpo: 30m");
        var spawns = new CopyOnWriteArrayList<Spawn>();
        var world =
                World.start(
                        WorldSettings.defaults().withFaultPoints(plan),
                        line -> {
                            System.err.println("sandbox: " + line);
                            if (line.contains(STARTED_AGAIN)) {
                                var name = line.substring(0, line.indexOf(' '));
                                spawns.add(new Spawn(name, Instant.now()));
                            }
                        });
        try {
            return new Platform(world, spawns);
        } catch (Exception | AssertionError e) {
            world.close();
            throw e;
        }
    }

    /** When the sandbox started a service again, for the first time after a moment. */
    Optional<Instant> spawnedAfter(String service, Instant moment) {
        return spawns.stream()
                .filter(spawn -> spawn.service().equals(service))
                .map(Spawn::at)
                .filter(at -> at.isAfter(moment))
                .findFirst();
    }

    private record Spawn(String service, Instant at) {}

    /** A run that is over. */
    record Run(RunStarted started, int from) {

        String id() {
            return started.runId();
        }
    }

    /** The stream is cut, the primary killed, and the platform does the rest. */
    Run failover() throws Exception {
        disaster(() -> {});
        return over(RunKind.FAILOVER, lastDisaster);
    }

    /** Kills the primary after the stream was cut; {@code alongside} happens in the same moment. */
    void disaster(Runnable alongside) throws Exception {
        var from = world.application().primary();
        ear.await(
                "an exact lag at " + from,
                PATIENCE,
                () ->
                        ear.lag(lag ->
                                lag.quality() == LagQuality.EXACT && lag.sourceSite().equals(from)),
                ear.heard());
        awaitOrders(50);
        lastDisaster = ear.heard();
        world.replicationFrom(from).cut();
        awaitOrders(60);
        alongside.run();
        var _ = world.clusterAt(from).processes().kill(Duration.ofSeconds(20));
        // Healed at once: what was written behind the cut is not streamed any more.
        world.replicationFrom(from).heal();
    }

    int lastDisaster;

    Run failback() throws Exception {
        int from = ear.heard();
        askForFailback();
        return over(RunKind.FAILBACK, from);
    }

    void askForFailback() throws Exception {
        say(new FailbackRequested(ORDERS, "test", "the site is back"));
    }

    /** Waits until the run of that kind which started after that place is over. */
    Run over(RunKind kind, int from) throws Exception {
        var started = started(kind, from);
        var completed =
                ear.await(
                        "the end of " + started.runId(),
                        RunCompleted.class,
                        from,
                        RUN,
                        e -> e.runId().equals(started.runId()));
        if (completed.rolledBack()) {
            throw new AssertionError(started.runId() + " was rolled back");
        }
        awaitOrders(30);
        return new Run(started, from);
    }

    RunStarted started(RunKind kind, int from) throws InterruptedException {
        return ear.await(
                "a " + kind + " to start", RunStarted.class, from, PATIENCE, e -> e.kind() == kind);
    }

    /** What the database lacks since the last time this was asked. */
    Missing newlyMissing() throws SQLException {
        var snapshot = client.ledger().snapshot();
        var role = world.client();
        var now =
                snapshot.missingFrom(Orders.in(world.frontDoorUrl(), role.user(), role.password()));
        var fresh = now.without(missing);
        missing = now;
        return fresh;
    }

    /** The timeline of the server behind the front door. */
    int timeline() throws SQLException {
        var role = world.platform();
        try (var connection =
                        DriverManager.getConnection(
                                world.frontDoorUrl(), role.user(), role.password());
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)")) {
            rows.next();
            return Integer.parseInt(rows.getString(1), 16);
        }
    }

    void awaitOrders(int more) throws InterruptedException {
        if (!client.ledger().awaitAcknowledged(more, PATIENCE)) {
            throw new AssertionError("Expected orders to be acknowledged:\n" + ear.newest(0));
        }
    }

    void say(Event event) throws Exception {
        var _ = voice.send(codec.encode(envelopes.wrap(event))).get(120, TimeUnit.SECONDS);
    }

    private void apply() throws Exception {
        var plan = world.plan();
        var application = world.application();
        say(
                new PlanApplied(
                        application.name(),
                        world.planHash(),
                        "test",
                        application,
                        plan.sites(),
                        plan.backups(),
                        plan.contacts()));
        ear.await("PlanAccepted", PlanAccepted.class, 0, PATIENCE, _ -> true);
        ear.await("a healthy site", SiteHealthy.class, 0, PATIENCE, _ -> true);
    }

    @Override
    public void close() {
        client.close();
        ear.close();
        voice.close(Duration.ofSeconds(5));
        var left = world.end();
        if (!left.what().isEmpty()) {
            throw new AssertionError("left behind: " + left.what());
        }
    }
}
