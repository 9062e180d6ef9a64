package io.bascule.replication;

import io.bascule.backbone.EventPublisher;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.replication.world.Facts;
import io.bascule.replication.world.Pair;
import io.bascule.replication.world.Plans;
import io.bascule.replication.world.Relay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** The whole monitor on a real broker and a real pair of servers. */
abstract class MonitorStory {

    static final Duration SOON = Duration.ofSeconds(30);
    private static final EmbeddedKafkaBroker BROKER = broker();

    final Pair pair = Pair.start();
    final Relay door = new Relay(pair.primary.port());
    @TempDir private Path state = Path.of("/nowhere");
    final String application = "orders-" + UUID.randomUUID().toString().substring(0, 8);
    final Facts facts = new Facts(BROKER.getBrokersAsString(), application);
    ConfigurableApplicationContext monitor = new StaticApplicationContext();

    /** Started once for all stories, ended with the process. */
    private static EmbeddedKafkaBroker broker() {
        var broker = new EmbeddedKafkaKraftBroker(1, Topic.PARTITIONS, Facts.topics());
        broker.afterPropertiesSet();
        Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy));
        return broker;
    }

    @BeforeEach
    void begin() throws Exception {
        pair.orders();
        pair.prepare(pair.primary, "frankfurt", 0);
        monitor = start();
        var plan = Plans.plan(application, pair.primary.port(), pair.standby.port(), door.port());
        var _ = say().publish(Plans.applied("h1", plan));
        var _ = say().publish(new PlanAccepted(application, "h1", 0, "frankfurt"));
    }

    @AfterEach
    void end() {
        monitor.close();
        facts.close();
        door.close();
        pair.close();
    }

    void order(int id) throws Exception {
        Pair.sql(
                pair.primary,
                "BEGIN; INSERT INTO orders VALUES ("
                        + id
                        + ", 'secret'); INSERT INTO items VALUES ("
                        + id
                        + ", 'secret'); COMMIT");
    }

    EventPublisher say() {
        return monitor.getBean(EventPublisher.class);
    }

    ConfigurableApplicationContext start() {
        return SpringApplication.run(
                ReplicationMonitorApplication.class,
                "--server.port=0",
                "--bascule.place=witness",
                "--bascule.monitor.state-dir=" + state,
                "--spring.kafka.bootstrap-servers=" + BROKER.getBrokersAsString());
    }
}
