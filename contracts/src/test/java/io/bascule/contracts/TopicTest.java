package io.bascule.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.HealthEvent.Evidence;
import io.bascule.contracts.event.HealthEvent.Scope;
import io.bascule.contracts.event.HealthEvent.SiteUnhealthy;
import io.bascule.contracts.event.RequestEvent.FailbackRequested;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {

    @Test
    void theDeathOfADatabaseIsNotTheDeathOfASite() {
        assertThat(Topic.of(unhealthy(Scope.SITE, null))).isEqualTo(Topic.HEALTH);
        assertThat(unhealthy(Scope.SITE, null).subject()).isEqualTo("frankfurt");

        assertThat(Topic.of(unhealthy(Scope.APPLICATION, "orders")))
                .isEqualTo(Topic.APPLICATION_HEALTH);
        assertThat(unhealthy(Scope.APPLICATION, "orders").subject()).isEqualTo("orders");
    }

    @Test
    void aRequestBelongsToTheInboxAndIsAboutItsApplication() {
        Event request = new FailbackRequested("orders", "ada", "the site is back");

        assertThat(Topic.of(request)).isEqualTo(Topic.REQUESTS);
        assertThat(request.subject()).isEqualTo("orders");
    }

    @ParameterizedTest
    @EnumSource
    void aTopicIsFoundByItsName(Topic topic) {
        assertThat(Topic.named(topic.topicName())).contains(topic);
        assertThat(topic.deadLetterName()).isEqualTo(topic.topicName() + ".dlt");
    }

    @Test
    void aDeadLetterTopicIsNoTopicOfItsOwn() {
        assertThat(Topic.named("dr.plan.v1.dlt")).isEmpty();
    }

    @Test
    void whatARecoveryIsProvenByIsKeptForEver() {
        assertThat(Arrays.stream(Topic.values()).filter(t -> t.kept() == Topic.Kept.FOR_EVER))
                .containsExactlyInAnyOrder(
                        Topic.APPROVALS, Topic.RECOVERY, Topic.STEPS, Topic.REPORTS);
        assertThat(Topic.RECOVERY.kept().retentionMillis()).isEqualTo(-1);
        assertThat(Topic.PLAN.kept().cleanupPolicy()).isEqualTo("compact");
        assertThat(Topic.LEDGER.kept().retentionMillis()).isEqualTo(7L * 24 * 3600 * 1000);
    }

    private static HealthEvent unhealthy(Scope scope, @Nullable String application) {
        return new SiteUnhealthy(
                "frankfurt",
                scope,
                application,
                "monitor",
                "witness",
                Evidence.PROBE,
                Instant.EPOCH,
                "no answer within 1 s");
    }
}
