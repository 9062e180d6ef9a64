package io.bascule.backbone;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Up, and says for everybody to see that this process can be made to die. */
final class FaultPointsHealth implements HealthIndicator {

    private final ArmedFaultPoints points;

    FaultPointsHealth(ArmedFaultPoints points) {
        this.points = points;
    }

    @Override
    public Health health() {
        return Health.up().withDetail("enabled", true).withDetail("armed", points.armed()).build();
    }
}
