package io.bascule.failover.executor;

import java.util.Collection;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Up when it hears: plan, facts and commands are assigned to it. A database that is down is no
 * reason to be out of service: to know so is what an executor is for.
 */
final class ExecutorHealth implements HealthIndicator {

    private final KafkaListenerEndpointRegistry listeners;

    ExecutorHealth(KafkaListenerEndpointRegistry listeners) {
        this.listeners = listeners;
    }

    @Override
    public Health health() {
        var deaf =
                listeners.getListenerContainers().stream()
                        .filter(container -> !hears(container))
                        .map(MessageListenerContainer::getListenerId)
                        .toList();
        return deaf.isEmpty()
                ? Health.up().build()
                : Health.outOfService().withDetail("waitingFor", deaf).build();
    }

    private static boolean hears(MessageListenerContainer container) {
        Collection<?> assigned = container.getAssignedPartitions();
        return container.isRunning() && assigned != null && !assigned.isEmpty();
    }
}
