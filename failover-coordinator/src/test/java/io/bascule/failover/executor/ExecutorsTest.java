package io.bascule.failover.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventPublisher;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.SiteHealthy;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.FailoverCoordinatorApplication;
import io.bascule.failover.executor.postgres.SiteDatabase;
import io.bascule.postgres.Cluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** Three executors on a real broker, as the coordinator sees them: words in, words out. */
class ExecutorsTest {

    private final EmbeddedKafkaKraftBroker broker = broker();
    private final List<EventEnvelope<?>> heard = new CopyOnWriteArrayList<>();
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();
    private World world;
    private volatile boolean over;

    @BeforeEach
    void aBrokerAndARouter() throws Exception {
        world = new World();
        broker.afterPropertiesSet();
        world.startRouter();
        Thread.ofPlatform().daemon().start(this::listen);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        over = true;
        running.reversed().forEach(ConfigurableApplicationContext::close);
        for (var site : List.of("frankfurt", "paris")) {
            Cluster.at(world.tools, world.folder.resolve(site))
                    .processes()
                    .kill(Duration.ofSeconds(20));
        }
        broker.destroy();
        world.end();
    }

    @Test
    void theyPrepareWatchAndDoWhatTheyAreToldOnceAndRememberItWhenTheyComeBack() throws Exception {
        var primary = world.newPrimary();
        var witness = executor("witness", "--bascule.executor.haproxy.enabled=true");
        var frankfurt = site("frankfurt");
        var say = witness.getBean(EventPublisher.class);
        // given a plan, and a primary that Bascule has not seen before
        say.publish(
                new PlanApplied(
                        "orders", "hash", "ann", world.plan(), List.of(), List.of(), List.of()));
        say.publish(new PlanAccepted("orders", "hash", 4, "frankfurt"));
        awaitRow("frankfurt", "SELECT count(*) = 3 FROM pg_replication_slots");
        assertThat(throughTheDoor("SELECT site || epoch FROM bascule.place"))
                .isEqualTo("frankfurt4");
        throughTheDoor(World.REPLICATOR);
        world.newStandby();
        site("paris");
        awaitHeard(SiteHealthy.class, e -> e.evidence() == Evidence.PROCESS);
        awaitHeard(SiteHealthy.class, e -> e.evidence() == Evidence.STREAM);

        // when the primary's postmaster is killed
        frankfurt.getBean(SiteDatabase.class).cluster().processes().alive().stream()
                .filter(p ->
                        p.parent().map(ProcessHandle::pid).orElse(0L)
                                == ProcessHandle.current().pid())
                .forEach(ProcessHandle::destroyForcibly);

        // then its parent and the standby say so
        awaitHeard(SiteUnhealthy.class, e -> e.evidence() == Evidence.PROCESS);
        awaitHeard(SiteUnhealthy.class, e -> e.evidence() == Evidence.STREAM);

        // and what is commanded, twice each, is done once, and said twice
        command(say, StepKind.FENCE, "frankfurt");
        command(say, StepKind.PROMOTE, "paris");
        command(say, StepKind.REDIRECT, "witness");
        command(say, StepKind.VALIDATE, "witness");
        say.publish(
                new RunCompleted(
                        "orders", "orders-5", 5, RunKind.FAILOVER, false, "paris", "frankfurt"));
        assertThat(throughTheDoor("SELECT site || epoch FROM bascule.place")).isEqualTo("paris5");
        awaitHeard(
                SiteHealthy.class,
                e -> e.evidence() == Evidence.PROCESS && e.site().equals("paris"));

        // and a router that was restarted gets its route again
        world.killRouter();
        world.startRouter();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> throughTheDoor("SELECT site FROM bascule.place").equals("paris"));

        // and an executor that was restarted does not revive what was fenced
        frankfurt.close();
        running.remove(frankfurt);
        var back = site("frankfurt");
        assertThat(back.getBean(SiteDatabase.class).wanted())
                .isEqualTo(new SiteDatabase.Wish(SiteDatabase.Wanted.FENCED, 5));
        command(say, StepKind.FENCE, "frankfurt");
        assertThat(primary.processes().gone()).isTrue();
    }

    private void command(EventPublisher say, StepKind step, String at) {
        int before = count(step);
        var command =
                world.command(
                        step, at, "frankfurt", "paris", 5, 1, Duration.ofSeconds(30), Map.of());
        say.publish(command);
        awaitCount(step, before + 1);
        say.publish(command);
        awaitCount(step, before + 2);
        assertThat(succeeded(step)).hasSize(1);
    }

    private List<StepSucceeded> succeeded(StepKind step) {
        return heard.stream()
                .map(EventEnvelope::event)
                .filter(StepSucceeded.class::isInstance)
                .map(StepSucceeded.class::cast)
                .filter(event -> event.step() == step)
                .distinct()
                .toList();
    }

    private int count(StepKind step) {
        return (int)
                heard.stream()
                        .map(EventEnvelope::event)
                        .filter(e -> e instanceof StepSucceeded s && s.step() == step)
                        .count();
    }

    private void awaitCount(StepKind step, int count) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> count(step) >= count);
    }

    private <E extends Event> void awaitHeard(Class<E> type, Predicate<E> what) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        heard.stream()
                                .map(EventEnvelope::event)
                                .filter(type::isInstance)
                                .map(type::cast)
                                .anyMatch(what));
    }

    private void awaitRow(String site, String sql) {
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> {
                    try (var at =
                            io.bascule.failover.executor.postgres.Sql.tryAt(
                                    world.plan(), site, Deadline.in(Duration.ofSeconds(2)))) {
                        return at.isTrue(sql);
                    }
                });
    }

    private String throughTheDoor(String sql) throws Exception {
        try (var connection = world.throughTheDoor();
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (var rows = statement.getResultSet()) {
                if (!rows.next()) {
                    throw new SQLException("no row");
                }
                return rows.getString(1);
            }
        }
    }

    private ConfigurableApplicationContext site(String site) {
        return executor(
                site,
                "--bascule.executor.postgres.data-dir=" + world.folder.resolve(site),
                "--bascule.executor.postgres.replication-password=file:"
                        + world.folder.resolve("secret"),
                "--bascule.executor.upkeep-every=500ms");
    }

    private ConfigurableApplicationContext executor(String place, String... more) {
        var arguments = new ArrayList<>(List.of(more));
        arguments.add("--bascule.place=" + place);
        arguments.add("--bascule.coordinator.roles=executor");
        arguments.add("--bascule.coordinator.state-dir=" + world.folder.resolve("state-" + place));
        arguments.add("--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString());
        var context =
                new SpringApplicationBuilder(FailoverCoordinatorApplication.class)
                        .web(WebApplicationType.NONE)
                        .run(arguments.toArray(String[]::new));
        running.add(context);
        return context;
    }

    private void listen() {
        var settings =
                Map.<String, Object>of(
                        "bootstrap.servers", broker.getBrokersAsString(),
                        "group.id", "test",
                        "auto.offset.reset", "earliest");
        var codec = new EventCodec();
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topic.Name.STEPS, Topic.Name.APPLICATION_HEALTH));
            while (!over) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record ->
                                heard.add(codec.decode(record.headers(), record.value())));
            }
        }
    }

    private static EmbeddedKafkaKraftBroker broker() {
        var topics = new ArrayList<String>();
        for (var topic : Topic.values()) {
            topics.add(topic.topicName());
        }
        return new EmbeddedKafkaKraftBroker(1, Topic.PARTITIONS, topics.toArray(String[]::new));
    }
}
