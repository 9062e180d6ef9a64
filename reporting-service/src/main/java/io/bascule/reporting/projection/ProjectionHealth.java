package io.bascule.reporting.projection;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.stereotype.Component;

/** Ready means that every listener has partitions assigned: facts are being read. */
@Component("facts")
final class ProjectionHealth implements HealthIndicator {

    private final KafkaListenerEndpointRegistry listeners;

    ProjectionHealth(KafkaListenerEndpointRegistry listeners) {
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
