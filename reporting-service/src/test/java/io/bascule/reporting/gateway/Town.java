package io.bascule.reporting.gateway;

import io.bascule.contracts.Topic;
import io.bascule.reporting.ReportingServiceApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.util.FileSystemUtils;

/**
 * A broker, the service on it, and whoever answers: started before the first story, ended after the
 * last.
 */
@NullUnmarked // they exist while a test runs
final class Town implements BeforeAllCallback {

    private Standing standing;

    private static final class Standing implements AutoCloseable {

        private final EmbeddedKafkaKraftBroker broker;
        private final Path folder;
        private final Platform platform;
        private final ConfigurableApplicationContext service;

        Standing() throws IOException {
            broker =
                    new EmbeddedKafkaKraftBroker(
                            1,
                            Topic.PARTITIONS,
                            Arrays.stream(Topic.values())
                                    .flatMap(t -> Stream.of(t.topicName(), t.deadLetterName()))
                                    .toArray(String[]::new));
            broker.brokerProperty("transaction.state.log.replication.factor", "1");
            broker.brokerProperty("transaction.state.log.min.isr", "1");
            broker.brokerProperty("transaction.state.log.num.partitions", "1");
            broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
            broker.afterPropertiesSet();
            platform = new Platform(broker.getBrokersAsString());
            folder = Files.createTempDirectory("gateway");
            service = start(folder);
        }

        ConfigurableApplicationContext start(Path folder, String... more) {
            var arguments =
                    Stream.concat(
                            Stream.of(
                                    "--server.port=0",
                                    "--spring.kafka.bootstrap-servers="
                                            + broker.getBrokersAsString(),
                                    "--bascule.reporting.data-dir=" + folder),
                            Stream.of(more));
            return new SpringApplicationBuilder(ReportingServiceApplication.class)
                    .run(arguments.toArray(String[]::new));
        }

        @Override
        public void close() throws IOException {
            service.close();
            platform.close();
            broker.destroy();
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        standing =
                context.getRoot()
                        .getStore(ExtensionContext.Namespace.create(Town.class))
                        .computeIfAbsent(Standing.class, _ -> make(), Standing.class);
    }

    private static Standing make() {
        try {
            return new Standing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Platform platform() {
        return standing.platform;
    }

    ConfigurableApplicationContext service() {
        return standing.service;
    }

    /** A further service on the same broker, with a database in that folder. */
    ConfigurableApplicationContext service(Path folder, String... more) {
        return standing.start(folder, more);
    }
}
