package io.bascule.notification.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventJson;
import io.bascule.contracts.EventTypes;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReportEvent;
import io.bascule.contracts.event.StepKind;
import io.bascule.notification.message.Message.Urgency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesTest {

    static List<Class<? extends Event>> recoveryAndReports() {
        return EventTypes.all().stream()
                .filter(t ->
                        RecoveryEvent.class.isAssignableFrom(t)
                                || ReportEvent.class.isAssignableFrom(t))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recoveryAndReports")
    void everyRecoveryFactIsToldInWordsThatNameTheApplication(Class<? extends Event> type)
            throws IOException {
        var message = Messages.of(sample(type)).orElseThrow();

        assertThat(message.title() + message.text()).contains("orders");
        assertThat(message.title()).isNotBlank().doesNotContain("null");
        assertThat(message.text()).isNotBlank().doesNotContain("null");
    }

    @Test
    void ofBackupsOnlyFailuresAreTold() throws IOException {
        for (var type : EventTypes.all()) {
            if (BackupEvent.class.isAssignableFrom(type)) {
                assertThat(Messages.of(sample(type)).map(Message::urgency))
                        .as(type.getSimpleName())
                        .isEqualTo(
                                type.getSimpleName()
                                                .matches(
                                                        ".*Failed|VerifierBroken|WalArchiveInterrupted|WalGapFound")
                                        ? Optional.of(Urgency.ATTENTION)
                                        : Optional.empty());
            }
        }
    }

    @Test
    void inputsOfDecisionsAndDeliveriesThemselvesAreSilent() throws IOException {
        for (String name :
                List.of("LagMeasured", "SiteUnhealthy", "StepSucceeded", "NotificationFailed")) {
            var type = EventTypes.classOf("bascule." + name + ".v1").orElseThrow();
            assertThat(Messages.of(sample(type))).as(name).isEmpty();
        }
    }

    @Test
    void whoeverMustActIsToldWhatToDo() {
        var halted =
                new RunHalted(
                        "orders", "orders-3", 3, 2, 1, StepKind.REDIRECT, "witness", "No answer.");

        assertThat(Messages.of(halted))
                .contains(
                        new Message(
                                Urgency.ACT,
                                "Run orders-3 stands still at REDIRECT",
                                "At witness: No answer. Resume it, skip the step with a reason, or cancel."));
    }

    @Test
    void aLossThatIsNotKnownIsNotZero() {
        var asked =
                new ApprovalAwaited(
                        "orders",
                        "orders-3",
                        RunKind.FAILOVER,
                        "frankfurt",
                        "paris",
                        true,
                        "staleness is not known",
                        new LossEstimate(LagQuality.UNKNOWN, null, null, null),
                        Instant.EPOCH,
                        null,
                        "automatic",
                        null);

        assertThat(Messages.of(asked).orElseThrow().text()).contains("the loss is not known");
    }

    @Test
    void aRunThatWasTakenBackIsNoSuccess() {
        var back = new RunCompleted("orders", "orders-3", 3, RunKind.SWITCHOVER, true, "a", "b");

        assertThat(Messages.of(back).orElseThrow())
                .isEqualTo(
                        new Message(
                                Urgency.ATTENTION,
                                "Run orders-3 was taken back",
                                "orders runs at a as before."));
    }

    private static Event sample(Class<? extends Event> type) throws IOException {
        var golden = Path.of("../contracts/src/test/resources/golden");
        var file = golden.resolve(type.getSimpleName() + ".v1.json");
        return EventJson.read(Files.readAllBytes(file), type);
    }
}
