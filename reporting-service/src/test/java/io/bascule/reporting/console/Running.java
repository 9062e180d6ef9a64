package io.bascule.reporting.console;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.reporting.ReportingServiceApplication;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaBroker;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

/** The whole service on a real broker and a database of its own, and somebody who says facts. */
final class Running implements AutoCloseable {

    private final EventCodec codec = new EventCodec();
    private final EmbeddedKafkaBroker broker;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Path folder;
    private final ScheduledExecutorService voices = Executors.newSingleThreadScheduledExecutor();
    private @Nullable ConfigurableApplicationContext service;
    private int port;
    private boolean lost;

    Running(Path folder) {
        this.folder = folder;
        var topics =
                Arrays.stream(Topic.values())
                        .flatMap(t -> Stream.of(t.topicName(), t.deadLetterName()))
                        .toArray(String[]::new);
        broker = new EmbeddedKafkaKraftBroker(1, Topic.PARTITIONS, topics);
        broker.afterPropertiesSet();
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.getBrokersAsString()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        startService();
    }

    /** Starts the service; a second time at the port that it had. */
    void startService(String... more) {
        var arguments =
                Stream.concat(
                        Stream.of(
                                "--server.port=" + port,
                                "--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                                "--bascule.reporting.data-dir=" + folder,
                                "--bascule.reporting.heartbeat=2s"),
                        Arrays.stream(more));
        service =
                new SpringApplicationBuilder(ReportingServiceApplication.class)
                        .run(arguments.toArray(String[]::new));
        port = Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port"));
    }

    void stopService() {
        if (service != null) {
            service.close();
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** Says facts, in order. */
    void say(List<? extends EventEnvelope<?>> facts) throws Exception {
        for (EventEnvelope<?> fact : facts) {
            var _ = producer.send(codec.encode(fact)).get(30, TimeUnit.SECONDS);
        }
    }

    void say(EventEnvelope<?>... facts) throws Exception {
        say(List.of(facts));
    }

    /** Says new facts of that kind each second, until the end. */
    void keepSaying(Supplier<EventEnvelope<?>> fact) {
        var _ =
                voices.scheduleAtFixedRate(
                        () -> {
                            var _ = producer.send(codec.encode(fact.get()));
                        },
                        0,
                        1,
                        TimeUnit.SECONDS);
    }

    /** The broker is gone for good. */
    void loseBroker() {
        voices.shutdownNow();
        producer.close();
        broker.destroy();
        lost = true;
    }

    @Override
    public void close() {
        voices.shutdownNow();
        stopService();
        if (!lost) {
            producer.close();
            broker.destroy();
        }
    }
}
