package io.bascule.failover.brain;

import io.bascule.failover.recovery.Recovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the topology from the start of the service to its end. It starts as soon as it is made: what
 * is on record is read while the rest of the service is still starting.
 */
final class BrainStreams implements SmartLifecycle {

    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private volatile boolean running;

    BrainStreams(
            Topology topology,
            Properties settings,
            BrainProperties properties,
            KafkaClientSupplier clients) {
        streams = new KafkaStreams(topology, settings, clients);
        streams.setUncaughtExceptionHandler(
                new ThreadReplacement(properties.restarts(), properties.restartWindow()));
    }

    @Override
    public void start() {
        if (!running) {
            running = true;
            streams.start();
        }
    }

    @Override
    public void stop() {
        running = false;
        streams.close(STOPPED_WITHIN);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    /** All states of this instance's partitions; empty while they are moving or being restored. */
    Optional<List<Recovery>> states() {
        try {
            var store =
                    streams.store(
                            StoreQueryParameters.fromNameAndType(
                                    BrainTopology.RECOVERIES,
                                    QueryableStoreTypes.<String, byte[]>keyValueStore()));
            var found = new ArrayList<Recovery>();
            try (var all = store.all()) {
                all.forEachRemaining(entry -> found.add(StateJson.read(entry.value)));
            }
            return Optional.of(List.copyOf(found));
        } catch (InvalidStateStoreException e) {
            return Optional.empty();
        }
    }
}
