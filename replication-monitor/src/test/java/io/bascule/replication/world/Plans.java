package io.bascule.replication.world;

import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.DatabasePlan;
import io.bascule.contracts.plan.FrontDoor;
import io.bascule.contracts.plan.Site;
import io.bascule.contracts.plan.TrafficPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Plans of an application at two local servers behind a local door. */
public final class Plans {

    private Plans() {}

    public static ApplicationPlan plan(String application, int frankfurt, int paris, int door) {
        return new ApplicationPlan(
                application,
                ApplicationPlan.Criticality.MISSION_CRITICAL,
                ApplicationPlan.Strategy.WARM_STANDBY,
                new ApplicationPlan.Objectives(Duration.ofMinutes(1), Duration.ofSeconds(10)),
                "frankfurt",
                "paris",
                "witness",
                ApplicationPlan.DecisionMode.AUTOMATIC,
                Duration.ofMinutes(15),
                List.of(),
                new DatabasePlan(
                        "postgres",
                        "postgres",
                        Map.of("frankfurt", server(frankfurt), "paris", server(paris))),
                new TrafficPlan(
                        "haproxy", "/unused", "orders", Map.of("frankfurt", "f", "paris", "p")),
                ApplicationPlan.Fencing.FRONT_DOOR,
                new FrontDoor(
                        "127.0.0.1",
                        door,
                        "postgres",
                        null,
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1)),
                new ApplicationPlan.Suspicion(2, Duration.ofMillis(500), Duration.ofSeconds(6)),
                List.of(),
                false,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60));
    }

    public static PlanApplied applied(String hash, ApplicationPlan plan) {
        return new PlanApplied(
                plan.name(),
                hash,
                "test",
                plan,
                List.of(new Site("frankfurt", null), new Site("paris", null)),
                List.of(),
                List.of());
    }

    private static DatabasePlan.Server server(int port) {
        return new DatabasePlan.Server(
                "127.0.0.1", port, "postgres", null, new DatabasePlan.Endpoint("127.0.0.1", port));
    }
}
