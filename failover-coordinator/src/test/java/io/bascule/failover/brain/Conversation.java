package io.bascule.failover.brain;

import static io.bascule.failover.recovery.Samples.said;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import io.bascule.failover.FailoverCoordinatorApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** A real broker with every topic: what a test says on it, and what is said back. */
final class Conversation implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EventCodec codec = new EventCodec();
    private final List<Event> heard = new ArrayList<>();
    private final Map<String, List<String>> deadLetters = new TreeMap<>();
    private final EmbeddedKafkaKraftBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Listens on those topics, from their beginning. */
    Conversation(String... topics) {
        broker = new EmbeddedKafkaKraftBroker(1, Topic.PARTITIONS);
        broker.brokerProperty("transaction.state.log.replication.factor", "1");
        broker.brokerProperty("transaction.state.log.min.isr", "1");
        broker.brokerProperty("offsets.topic.num.partitions", "1");
        broker.brokerProperty("transaction.state.log.num.partitions", "1");
        broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
        broker.afterPropertiesSet();
        broker.addTopics(
                Arrays.stream(Topic.values())
                        .flatMap(t -> Stream.of(t.topicName(), t.deadLetterName()))
                        .map(name -> new NewTopic(name, Topic.PARTITIONS, (short) 1))
                        .toArray(NewTopic[]::new));
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", address()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                address(),
                                "isolation.level",
                                "read_committed",
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        var partitions = new ArrayList<TopicPartition>();
        for (var topic : topics) {
            for (int p = 0; p < Topic.PARTITIONS; p++) {
                partitions.add(new TopicPartition(topic, p));
            }
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    String address() {
        return broker.getBrokersAsString();
    }

    /** Starts the whole service in role brain. */
    ConfigurableApplicationContext brain(Path state) {
        return new SpringApplicationBuilder(FailoverCoordinatorApplication.class)
                .run(
                        "--server.port=0",
                        "--spring.kafka.bootstrap-servers=" + address(),
                        "--bascule.coordinator.roles=brain",
                        "--bascule.coordinator.state-dir=" + state,
                        "--bascule.place=witness");
    }

    /** Says a fact, as a service does. */
    void tell(Event event) throws Exception {
        send(codec.encode(said(Instant.now(), event)));
    }

    void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        var _ = producer.send(record).get(30, TimeUnit.SECONDS);
    }

    /** Everything of that type that was heard by now. */
    <E extends Event> List<E> all(Class<E> type) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
            if (record.topic().endsWith(".dlt")) {
                var reason = record.headers().lastHeader("dr-dlt-reason").value();
                deadLetters
                        .computeIfAbsent(record.topic(), _ -> new ArrayList<>())
                        .add(new String(reason, UTF_8));
            } else {
                heard.add(codec.decode(record.topic(), record.headers(), record.value()).event());
            }
        }
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Why records of that topic were put aside by now. */
    List<String> deadLetters(Topic topic) {
        var _ = all(Event.class);
        return deadLetters.getOrDefault(topic.deadLetterName(), List.of());
    }

    /** Waits until one of that type is so; the first that is. */
    <E extends Event> E awaitOne(Class<E> type, Predicate<E> isSo) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(all(type)).anyMatch(isSo));
        return heard.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(isSo)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until as many of that type were heard. */
    void awaitAll(Class<? extends Event> type, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(all(type)).hasSizeGreaterThanOrEqualTo(count));
    }

    /** Waits until as many records of that topic were put aside. */
    void awaitDeadLetters(Topic topic, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(deadLetters(topic)).hasSizeGreaterThanOrEqualTo(count));
    }

    /** What was heard so far is over. */
    void forget() {
        var _ = all(Event.class);
        heard.clear();
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
        broker.destroy();
    }
}
