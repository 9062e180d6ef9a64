package io.bascule.failover.brain;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;

/**
 * The settings of the stream engine: decided once by what they do to a takeover and to the time
 * from a signal to a committed command, and no business of an operator.
 */
final class StreamsSettings {

    private StreamsSettings() {}

    static Properties of(BrainProperties brain, String bootstrapServers, String place) {
        var p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, brain.applicationId());
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        p.put(StreamsConfig.STATE_DIR_CONFIG, brain.stateDir().resolve("streams").toString());
        p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        // The order of topics means nothing to the rules, so no topic waits for another.
        p.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1);
        // A kcat user may set any timestamp; none may stop the stream.
        p.put(
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                WallclockTimestampExtractor.class);
        latency(p);
        takeover(p, place);
        return p;
    }

    /** Decisions ask for a commit at once; the interval is for what decides nothing. */
    private static void latency(Properties p) {
        p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500);
        // Bounds how late time is looked at while no record comes.
        p.put(StreamsConfig.POLL_MS_CONFIG, 20);
        p.put(producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        p.put(consumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), 1);
        p.put(consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 500);
    }

    /** Classic protocol, short session, static member, stable folder, short transactions. */
    private static void takeover(Properties p, String place) {
        p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        p.put(mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        p.put(mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        p.put(mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "coordinator-" + place);
        p.put(producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 3_000);
        p.put(consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    }
}
