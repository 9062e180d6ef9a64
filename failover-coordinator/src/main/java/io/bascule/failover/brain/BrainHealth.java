package io.bascule.failover.brain;

import org.apache.kafka.streams.KafkaStreams;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up when the streams run: partitions assigned and state restored. */
final class BrainHealth implements HealthIndicator {

    private final BrainStreams streams;

    BrainHealth(BrainStreams streams) {
        this.streams = streams;
    }

    @Override
    public Health health() {
        var state = streams.state();
        var health = state == KafkaStreams.State.RUNNING ? Health.up() : Health.outOfService();
        return health.withDetail("streams", state.name()).build();
    }
}
