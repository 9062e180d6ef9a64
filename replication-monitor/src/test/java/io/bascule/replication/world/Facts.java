package io.bascule.replication.world;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything said of one application, to be asked for in the order it was said. */
public final class Facts implements AutoCloseable {

    private final EventCodec codec = new EventCodec();
    private final List<Event> heard = new ArrayList<>();
    private final Map<Class<?>, Integer> read = new HashMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String application;

    public Facts(String bootstrap, String application) {
        this.application = application;
        var partitions = new ArrayList<TopicPartition>();
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                                ByteArrayDeserializer.class,
                                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                                ByteArrayDeserializer.class));
        for (String topic : topics()) {
            for (int i = 0; i < Topic.PARTITIONS; i++) {
                partitions.add(new TopicPartition(topic, i));
            }
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    public static String[] topics() {
        return Arrays.stream(Topic.values())
                .flatMap(t -> Stream.of(t.topicName(), t.deadLetterName()))
                .toArray(String[]::new);
    }

    public <E extends Event> E next(Class<E> type, Duration within) {
        return next(type, within, _ -> true);
    }

    /** The next one of this type, after the one returned last, that is like this. */
    public <E extends Event> E next(Class<E> type, Duration within, Predicate<E> like) {
        long end = System.nanoTime() + within.toNanos();
        while (true) {
            for (int i = read.getOrDefault(type, 0); i < heard.size(); i++) {
                read.put(type, i + 1);
                if (type.isInstance(heard.get(i)) && like.test(type.cast(heard.get(i)))) {
                    return type.cast(heard.get(i));
                }
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(
                        "Expected "
                                + type.getSimpleName()
                                + " within "
                                + within
                                + ", found "
                                + tail());
            }
            hear();
        }
    }

    /** Commits recorded after those returned last, at least so many. */
    public List<Commit> commits(int atLeast, Duration within) {
        var commits = new ArrayList<Commit>();
        while (commits.size() < atLeast) {
            commits.addAll(next(CommitsRecorded.class, within).commits());
        }
        return commits;
    }

    /** The positions of all commits recorded so far. */
    public NavigableSet<Lsn> distinctCommits() {
        hear();
        var ends = new TreeSet<Lsn>();
        seen(CommitsRecorded.class).forEach(r -> r.commits().forEach(c -> ends.add(c.end())));
        return ends;
    }

    /** All of this type so far. */
    public <E extends Event> List<E> seen(Class<E> type) {
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void hear() {
        consumer.poll(Duration.ofMillis(100))
                .forEach(r -> {
                    var event = codec.decode(r.headers(), r.value()).event();
                    if (event.subject().equals(application)) {
                        heard.add(event);
                    }
                });
    }

    private List<Event> tail() {
        return heard.subList(Math.max(0, heard.size() - 20), heard.size());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
