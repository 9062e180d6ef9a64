package io.bascule.backbone;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Healthy while every Kafka listener runs and has partitions assigned: what is said is being heard.
 * A service without listeners is healthy.
 */
final class ListenersHealth implements HealthIndicator {

    private final KafkaListenerEndpointRegistry listeners;

    ListenersHealth(KafkaListenerEndpointRegistry listeners) {
        this.listeners = listeners;
    }

    @Override
    public Health health() {
        var health = Health.up();
        for (MessageListenerContainer container : listeners.getListenerContainers()) {
            var assigned = container.getAssignedPartitions();
            int partitions = assigned == null ? 0 : assigned.size();
            health.withDetail(
                    String.valueOf(container.getListenerId()), partitions + " partitions");
            if (!container.isRunning() || partitions == 0) {
                health.down();
            }
        }
        return health.build();
    }
}
