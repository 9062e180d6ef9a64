package io.bascule.reporting.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.FrontDoorInterrupted;
import io.bascule.contracts.event.HealthEvent.Scope;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.reporting.Disaster;
import io.bascule.reporting.measure.SiteState.Health;
import io.bascule.reporting.measure.SiteState.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SituationTest {

    private static final Instant NOW = Disaster.T0;
    private static final Duration COUNTS = Duration.ofSeconds(5);

    private static Voice voice(String observer, boolean healthy, long secondsAgo) {
        return new Voice(
                "paris",
                "orders",
                observer,
                "witness",
                healthy,
                Evidence.PROBE,
                NOW.minusSeconds(60),
                "seen",
                NOW.minusSeconds(secondsAgo),
                "id-" + observer);
    }

    private static Health health(Voice... voices) {
        return SiteState.of("paris", Role.STANDBY, List.of(voices), COUNTS, NOW).health();
    }

    @Test
    void onlyObserversThatWereHeardLatelyCount() {
        assertThat(health()).isEqualTo(Health.UNKNOWN);
        assertThat(health(voice("a", true, 6), voice("b", false, 60))).isEqualTo(Health.UNKNOWN);
        assertThat(health(voice("a", true, 5), voice("b", false, 60))).isEqualTo(Health.HEALTHY);
        assertThat(health(voice("a", false, 1), voice("b", true, 60))).isEqualTo(Health.UNHEALTHY);
        assertThat(health(voice("a", false, 1), voice("b", true, 1))).isEqualTo(Health.DISPUTED);
    }

    @Test
    void theSameFactsInAnyOrderSayTheSame() {
        var disaster = Disaster.survivedAndBack(5);
        disaster.with(
                "ill",
                "/replication-monitor/witness",
                100_000,
                new SiteUnhealthy(
                        "paris",
                        Scope.APPLICATION,
                        Disaster.APPLICATION,
                        "monitor",
                        "witness",
                        Evidence.PROBE,
                        NOW,
                        "refused"));
        disaster.with(
                "door-9",
                "/replication-monitor/witness",
                110_000,
                new FrontDoorInterrupted(Disaster.APPLICATION, NOW, NOW, "refused"));
        var placement = Placement.of(ApplicationFacts.of(Disaster.APPLICATION, disaster.facts()));

        assertThat(placement.active()).isEqualTo("frankfurt");
        assertThat(placement.sites()).containsExactly("frankfurt", "paris");
        assertThat(placement.said()).extracting(Voice::observer).containsExactly("monitor");
        assertThat(placement.doorClosed()).isNotNull();
        assertThat(placement.suspicion()).as("a run has answered it").isNull();
        for (int seed = 0; seed < 20; seed++) {
            var shuffled = new ArrayList<>(disaster.facts());
            shuffled.addAll(disaster.facts());
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(Placement.of(ApplicationFacts.of(Disaster.APPLICATION, shuffled)))
                    .isEqualTo(placement);
        }
    }
}
