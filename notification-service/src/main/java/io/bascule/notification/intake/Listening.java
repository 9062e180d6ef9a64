package io.bascule.notification.intake;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** Ready when every listener runs and the broker has given it partitions. */
final class Listening implements HealthIndicator {

    private static final int LISTENERS = 2;

    private final List<AbstractMessageListenerContainer<?, ?>> containers =
            new CopyOnWriteArrayList<>();

    void to(AbstractMessageListenerContainer<?, ?> container) {
        containers.add(container);
    }

    @Override
    public Health health() {
        var waiting = containers.stream().filter(c -> !isAssigned(c)).toList();
        return containers.size() >= LISTENERS && waiting.isEmpty()
                ? Health.up().build()
                : Health.outOfService()
                        .withDetail("listeners", containers.size())
                        .withDetail("withoutPartitions", waiting.size())
                        .build();
    }

    private static boolean isAssigned(AbstractMessageListenerContainer<?, ?> container) {
        var partitions = container.getAssignedPartitions();
        return container.isRunning() && partitions != null && !partitions.isEmpty();
    }
}
