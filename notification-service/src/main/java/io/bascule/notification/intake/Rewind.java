package io.bascule.notification.intake;

import io.bascule.notification.delivery.PastDeliveries;
import java.util.Collection;
import java.util.HashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.cloud.stream.binder.kafka.KafkaBindingRebalanceListener;

/**
 * Goes back to the facts that may have been waiting for a channel when the process that had read
 * them ended. Those with a record of delivery are not told again.
 */
final class Rewind implements KafkaBindingRebalanceListener {

    private static final String FACTS = "facts";

    private final PastDeliveries past;

    Rewind(PastDeliveries past) {
        this.past = past;
    }

    @Override
    public void onPartitionsAssigned(
            String binding,
            Consumer<?, ?> consumer,
            Collection<TopicPartition> partitions,
            boolean initial) {
        if (!binding.startsWith(FACTS) || partitions.isEmpty()) {
            return;
        }
        past.read();
        var since = new HashMap<TopicPartition, Long>();
        partitions.forEach(p -> since.put(p, past.since().toEpochMilli()));
        consumer.offsetsForTimes(since)
                .forEach((partition, found) -> {
                    if (found != null && found.offset() < consumer.position(partition)) {
                        consumer.seek(partition, found.offset());
                    }
                });
    }
}
