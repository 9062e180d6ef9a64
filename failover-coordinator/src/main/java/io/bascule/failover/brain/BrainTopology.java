package io.bascule.failover.brain;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.Topic;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What flows where. All that concerns an application meets in one sub-topology, in partitions by
 * the hash of its name; what is keyed otherwise is re-keyed through a repartition topic first.
 *
 * <pre>
 *   plan, application-health, replication, steps ──────────────────────▶ application ─▶ recovery
 *   requests, approvals ─▶ an inbox each ─(by application)─────────────▶            ─▶ commands
 *   plan ─▶ sites ─(by site)─▶ site ─(by application)──────────────────▶
 *   health ───────────────────▶
 * </pre>
 *
 * Records are bytes up to the processors, so that poison becomes a dead letter there and stops
 * nothing.
 */
final class BrainTopology {

    static final String RECOVERIES = "recoveries";
    static final String SITES = "sites";
    static final String REQUESTS_BY_APPLICATION = "requests-by-application";
    static final String APPROVALS_BY_APPLICATION = "approvals-by-application";
    static final String APPLICATIONS_BY_SITE = "applications-by-site";
    static final String SITE_HEALTH_BY_APPLICATION = "site-health-by-application";
    static final String FACTS = "facts";
    static final String COMMANDS = "commands";
    static final String DEAD_LETTERS = "dead-letters";
    static final String INBOX_DEAD_LETTERS = "inbox-dead-letters";
    static final String APPROVAL_DEAD_LETTERS = "approval-dead-letters";
    static final String SITE_DEAD_LETTERS = "site-dead-letters";
    static final String TO_APPLICATION = "request-to-application";
    static final String APPROVAL_TO_APPLICATION = "approval-to-application";
    static final String SITE_TO_APPLICATION = "site-to-application";

    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    private BrainTopology() {}

    /**
     * A few kilobytes for each application, kept by the changelog alone. With exactly-once a store
     * on disk is thrown away after a crash and read anew all the same, and to make one costs
     * longer.
     */
    private static StoreBuilder<KeyValueStore<String, byte[]>> inMemory(String name) {
        return Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray());
    }

    static Topology build(
            EventCodec codec,
            String source,
            BrainProperties properties,
            BrainMetrics metrics,
            Boundaries boundaries) {
        var builder = new StreamsBuilder();
        builder.addStateStore(inMemory(RECOVERIES));
        builder.addStateStore(inMemory(SITES));
        var plans = from(builder, Topic.PLAN);
        var requests =
                from(builder, Topic.REQUESTS)
                        .process(
                                () ->
                                        new Inbox(
                                                codec,
                                                metrics.events(),
                                                TO_APPLICATION,
                                                INBOX_DEAD_LETTERS),
                                Named.as("inbox"))
                        .filter((_, _) -> true, Named.as(TO_APPLICATION))
                        .repartition(by(REQUESTS_BY_APPLICATION));
        var approvals =
                from(builder, Topic.APPROVALS)
                        .process(
                                () ->
                                        new Inbox(
                                                codec,
                                                metrics.events(),
                                                APPROVAL_TO_APPLICATION,
                                                APPROVAL_DEAD_LETTERS),
                                Named.as("approvals-inbox"))
                        .filter((_, _) -> true, Named.as(APPROVAL_TO_APPLICATION))
                        .repartition(by(APPROVALS_BY_APPLICATION));
        var applicationsAtSites =
                plans.process(() -> new SitesOfPlan(codec), Named.as("sites-of-plan"))
                        .repartition(by(APPLICATIONS_BY_SITE));
        var ofSites =
                from(builder, Topic.HEALTH)
                        .merge(applicationsAtSites)
                        .process(
                                () -> new SiteProcessor(codec, metrics.events()),
                                Named.as("site"),
                                SITES)
                        .filter((_, _) -> true, Named.as(SITE_TO_APPLICATION))
                        .repartition(by(SITE_HEALTH_BY_APPLICATION));
        var _ =
                plans.merge(from(builder, Topic.APPLICATION_HEALTH, Topic.REPLICATION, Topic.STEPS))
                        .merge(requests)
                        .merge(approvals)
                        .merge(ofSites)
                        .process(
                                () ->
                                        new ApplicationProcessor(
                                                codec, source, properties, metrics, boundaries),
                                Named.as("application"),
                                RECOVERIES);
        return withSinks(builder.build());
    }

    private static Topology withSinks(Topology topology) {
        var bytes = new ByteArraySerializer();
        topology.addSink(FACTS, Topic.Name.RECOVERY, bytes, bytes, "application");
        topology.addSink(COMMANDS, Topic.Name.COMMANDS, bytes, bytes, "application");
        deadLetters(topology, DEAD_LETTERS, "application");
        deadLetters(topology, INBOX_DEAD_LETTERS, "inbox");
        deadLetters(topology, APPROVAL_DEAD_LETTERS, "approvals-inbox");
        deadLetters(topology, SITE_DEAD_LETTERS, "site");
        return topology;
    }

    private static void deadLetters(Topology topology, String name, String parent) {
        var bytes = new ByteArraySerializer();
        topology.addSink(
                name, (_, _, context) -> Reading.deadLetterTopic(context), bytes, bytes, parent);
    }

    private static KStream<byte[], byte[]> from(StreamsBuilder builder, Topic... topics) {
        return builder.stream(
                List.of(topics).stream().map(Topic::topicName).toList(),
                Consumed.with(BYTES, BYTES));
    }

    private static Repartitioned<byte[], byte[]> by(String name) {
        return Repartitioned.with(BYTES, BYTES)
                .withName(name)
                .withNumberOfPartitions(Topic.PARTITIONS);
    }
}
