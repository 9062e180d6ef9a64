package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.ConsumerSeekAware;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.stereotype.Component;

/**
 * Reads the topics, from where the database says: the group's own offsets on the broker are never
 * trusted. A partition that the database does not know is read from its beginning.
 */
@Component
final class FactListener implements ConsumerSeekAware {

    private final Projection projection;
    private final FactStore facts;
    private final Replay replay;

    FactListener(Projection projection, FactStore facts, Replay replay) {
        this.projection = projection;
        this.facts = facts;
        this.replay = replay;
    }

    @Override
    public void onPartitionsAssigned(
            Map<TopicPartition, Long> assignments, ConsumerSeekCallback callback) {
        var from = new HashMap<TopicPartition, @Nullable Long>();
        for (TopicPartition partition : assignments.keySet()) {
            var next = facts.nextOffset(partition.topic(), partition.partition());
            if (next.isPresent()) {
                from.put(partition, next.getAsLong());
                callback.seek(partition.topic(), partition.partition(), next.getAsLong());
            } else {
                from.put(partition, null);
                callback.seekToBeginning(partition.topic(), partition.partition());
            }
        }
        replay.begin(from);
    }

    /** Nothing more comes: what lies before these positions and was not taken never will be. */
    @Override
    public void onIdleContainer(
            Map<TopicPartition, Long> positions, ConsumerSeekCallback callback) {
        positions.forEach(replay::readUpTo);
    }

    @KafkaListener(
            id = "reporting",
            topics = {
                Topic.Name.PLAN,
                Topic.Name.BACKUP,
                Topic.Name.LEDGER,
                Topic.Name.HEALTH,
                Topic.Name.APPLICATION_HEALTH,
                Topic.Name.REQUESTS,
                Topic.Name.APPROVALS,
                Topic.Name.RECOVERY,
                Topic.Name.STEPS,
                Topic.Name.NOTIFICATIONS
            })
    void onFact(
            @Payload EventEnvelope<?> envelope,
            @Header(KafkaHeaders.RECEIVED_TOPIC) String topic,
            @Header(KafkaHeaders.RECEIVED_PARTITION) int partition,
            @Header(KafkaHeaders.OFFSET) long offset) {
        projection.take(envelope, topic, partition, offset);
        replay.readUpTo(new TopicPartition(topic, partition), offset + 1);
    }

    /** On its own thread: the rate is high and nothing waits for the database. */
    @KafkaListener(id = "reporting-replication", topics = Topic.Name.REPLICATION)
    void onReplication(
            @Payload EventEnvelope<?> envelope,
            @Header(KafkaHeaders.RECEIVED_TOPIC) String topic,
            @Header(KafkaHeaders.RECEIVED_PARTITION) int partition,
            @Header(KafkaHeaders.OFFSET) long offset) {
        projection.take(envelope, topic, partition, offset);
        replay.readUpTo(new TopicPartition(topic, partition), offset + 1);
    }
}
