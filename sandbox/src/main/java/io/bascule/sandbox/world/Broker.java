package io.bascule.sandbox.world;

import io.bascule.contracts.Topic;
import io.bascule.sandbox.world.Ports.Use;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;

/** A KRaft broker and controller in one process, at the witness. */
final class Broker {

    static final String NAME = "broker";

    private static final Duration UP = Duration.ofMinutes(2);
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final String DEAD_LETTERS_KEPT_MILLIS =
            Long.toString(Duration.ofDays(366).toMillis());

    private final WorldFolder world;
    private final WorldFolder passing;
    private final Ports ports;
    private final Roads roads;
    private final Path data;
    private final StartCache cache;
    private final boolean forTraining;

    /** Starts nothing. */
    Broker(Ground ground, StartCache cache) {
        this.cache = cache;
        this.forTraining = ground.isForTraining();
        this.world = ground.folder();
        this.passing = ground.sockets();
        this.ports = ground.ports();
        this.roads = ground.roads();
        this.data = world.folder("broker-data");
    }

    /** Starts its process, on the data of a former one if there was one. */
    Child start(Children children) {
        var config = world.root().resolve("broker.properties");
        write(config, settings());
        var command = new ArrayList<String>();
        command.add(Installation.java().toString());
        command.addAll(Installation.jvmFlags("256m"));
        command.addAll(forTraining ? cache.write() : cache.use(Installation.classPath()));
        command.add("-Djava.io.tmpdir=" + passing.folder("tmp"));
        command.add("-Dlogback.configurationFile=io/bascule/sandbox/broker-logback.xml");
        command.add("-cp");
        command.add(Installation.classPath());
        command.add(BrokerProcess.class.getName());
        command.add(config.toString());
        command.add(Uuid.randomUuid().toString());
        command.add(data.toString());
        return children.start(NAME, command, forTraining ? StartCache.environment() : Map.of());
    }

    String bootstrapServers() {
        return "127.0.0.1:" + ports.of(Use.BROKER);
    }

    /**
     * Waits until it answers.
     *
     * @return seconds from the spawn of its process
     */
    double awaitUp(Child process) {
        try {
            awaitListening(process);
            try (var admin = admin()) {
                awaitUp(admin, process);
            }
            return (System.nanoTime() - process.spawnedNanos()) / 1e9;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException(Cause.WORLD, "Interrupted while the broker started", e);
        }
    }

    private Admin admin() {
        return Admin.create(
                Map.of(
                        "bootstrap.servers", bootstrapServers(),
                        "request.timeout.ms", 2_000,
                        "default.api.timeout.ms", 5_000,
                        "reconnect.backoff.ms", 20,
                        "reconnect.backoff.max.ms", 100));
    }

    /** Makes every topic and its dead letters, those that are not there yet. */
    void createTopics() {
        try (var admin = admin()) {
            var there = admin.listTopics().names().get(20, TimeUnit.SECONDS);
            var topics = new ArrayList<NewTopic>();
            for (var topic : Topic.values()) {
                topics.add(
                        topic(topic.topicName())
                                .configs(
                                        Map.of(
                                                "retention.ms",
                                                Long.toString(topic.kept().retentionMillis()),
                                                "cleanup.policy",
                                                topic.kept().cleanupPolicy())));
                topics.add(
                        topic(topic.deadLetterName())
                                .configs(Map.of("retention.ms", DEAD_LETTERS_KEPT_MILLIS)));
            }
            topics.removeIf(topic -> there.contains(topic.name()));
            admin.createTopics(topics).all().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new SandboxException(Cause.WORLD, "Expected to create the topics, but: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException(Cause.WORLD, "Interrupted while creating the topics", e);
        }
    }

    /** A client that asks before that logs every attempt. */
    private void awaitListening(Child process) throws InterruptedException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.of(Use.BROKER));
        long end = System.nanoTime() + UP.toNanos();
        while (System.nanoTime() < end) {
            process.mustBeAlive();
            try (var socket = new Socket()) {
                socket.connect(address, 1_000);
                return;
            } catch (IOException _) {
                // Nobody listens yet; after the last attempt the client says what it meets.
                Thread.sleep(EVERY);
            }
        }
    }

    private static void awaitUp(Admin admin, Child process) throws InterruptedException {
        long end = System.nanoTime() + UP.toNanos();
        while (true) {
            process.mustBeAlive();
            try {
                var _ = admin.describeCluster().nodes().get(5, TimeUnit.SECONDS);
                return;
            } catch (ExecutionException | TimeoutException e) {
                if (System.nanoTime() > end) {
                    throw new SandboxException(
                            Cause.WORLD,
                            "Expected the broker to answer within "
                                    + UP.toSeconds()
                                    + " s, but: "
                                    + e
                                    + process.lastLines(),
                            e);
                }
                Thread.sleep(EVERY);
            }
        }
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, Topic.PARTITIONS, (short) 1);
    }

    /** A site whose link can be cut has a listener of its own, told as what stands before it. */
    private String settings() {
        var listeners = new ArrayList<String>();
        var advertised = new ArrayList<String>();
        var protocols = new ArrayList<String>();
        int port = ports.of(Use.BROKER);
        listeners.add(listener("PLAINTEXT", port));
        advertised.add(listener("PLAINTEXT", port));
        protocols.add("PLAINTEXT:PLAINTEXT");
        if (roads.canBeCut()) {
            listeners.add(listener("FRANKFURT", ports.of(Use.BROKER_FOR_FRANKFURT)));
            advertised.add(listener("FRANKFURT", roads.brokerFrom(World.FRANKFURT)));
            protocols.add("FRANKFURT:PLAINTEXT");
            listeners.add(listener("PARIS", ports.of(Use.BROKER_FOR_PARIS)));
            advertised.add(listener("PARIS", roads.brokerFrom(World.PARIS)));
            protocols.add("PARIS:PLAINTEXT");
        }
        int controller = ports.of(Use.BROKER_CONTROLLER);
        listeners.add(listener("CONTROLLER", controller));
        protocols.add("CONTROLLER:PLAINTEXT");
        return String.join(
                "\n",
                List.of(
                        "process.roles=broker,controller",
                        "node.id=1",
                        "controller.quorum.voters=1@127.0.0.1:" + controller,
                        "controller.listener.names=CONTROLLER",
                        "listeners=" + String.join(",", listeners),
                        "advertised.listeners=" + String.join(",", advertised),
                        "listener.security.protocol.map=" + String.join(",", protocols),
                        "log.dirs=" + data,
                        // Without a second broker a machine that loses its power would take the
                        // newest facts with it.
                        "log.flush.interval.ms=1000",
                        "auto.create.topics.enable=false",
                        // Small: one machine, one broker.
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=4",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "transaction.state.log.num.partitions=4",
                        "share.coordinator.state.topic.replication.factor=1",
                        "share.coordinator.state.topic.min.isr=1",
                        "share.coordinator.state.topic.num.partitions=4",
                        "num.network.threads=2",
                        "num.io.threads=4",
                        "log.cleaner.dedupe.buffer.size=16777216",
                        "log.segment.bytes=67108864",
                        // Quick: nobody else joins a moment later, and a coordinator that died in
                        // a transaction is not waited for.
                        "group.initial.rebalance.delay.ms=0",
                        "transaction.abort.timed.out.transaction.cleanup.interval.ms=1000",
                        "group.min.session.timeout.ms=1000",
                        ""));
    }

    private static String listener(String name, int port) {
        return name + "://127.0.0.1:" + port;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to write " + file + ", but: " + e, e);
        }
    }
}
