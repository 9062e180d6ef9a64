package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.Topic;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunHalted;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepCompleted;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.StepKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run as it is followed from a terminal, on a real broker. */
class FollowingTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private final OnABroker broker = OnABroker.there();
    private final TinyGateway gateway = new TinyGateway();
    private final String application = "app-" + UUID.randomUUID().toString().substring(0, 8);
    private final String run = application + "-3";
    private final String request = "of-" + application;
    private final Instant begun = Instant.now().minusSeconds(5);

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aRunIsShownStepByStepUntilItIsComplete() throws InterruptedException {
        gateway.onJson("POST /api/requests", 200, answer("STARTED"));
        var shell = new Shell();
        var codes = new int[] {-1};
        var following =
                Thread.ofPlatform()
                        .start(() ->
                                codes[0] =
                                        shell.toEnd(
                                                        broker.with(
                                                                "failover",
                                                                application,
                                                                "--follow",
                                                                "--console",
                                                                gateway.url()))
                                                .code());
        broker.says(started(), begun, request);
        await().atMost(SOON).until(() -> shell.out().contains("FAILOVER decided as " + run));
        broker.says(step(0, StepKind.FENCE), begun.plusMillis(120), null);
        await().atMost(SOON).until(() -> shell.out().contains("FENCE at frankfurt is true"));
        assertThat(following.isAlive()).isTrue();
        broker.says(completed(false), begun.plusMillis(900), null);

        following.join(SOON);
        assertThat(codes[0]).isEqualTo(ExitCode.DONE);
        assertThat(shell.out())
                .contains("+0.120 s")
                .contains("is over: active at paris, standby at frankfurt")
                .contains("bascule report " + run);
    }

    @Test
    void aRunThatStandsStillSaysWhatToType() {
        broker.says(started(), begun, null);
        broker.says(halted(), begun.plusSeconds(1), null);

        var ran = broker.run("follow", run);

        assertThat(ran.code()).isEqualTo(ExitCode.HALTED);
        assertThat(ran.out())
                .contains("stands still at PROMOTE: no answer")
                .contains("bascule resume " + run + " --bootstrap-servers")
                .contains("bascule resume " + run + " --skip-step 1/2 --reason \"...\"")
                .contains("bascule cancel " + run);
    }

    @Test
    void aResumedRunIsNotTakenForTheOneThatStoodStillBefore() {
        gateway.onJson("POST /api/requests", 200, answer("TAKEN"));
        broker.says(started(), begun, null);
        broker.says(halted(), begun.plusSeconds(1), null);
        broker.says(
                new RunResumed(application, run, 3, 1, 3, "ada", "again"),
                begun.plusSeconds(2),
                request);
        broker.says(completed(false), begun.plusSeconds(3), null);

        var ran = broker.run("resume", run, "--follow", "--console", gateway.url());

        assertThat(ran.code()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).contains("goes on: again").doesNotContain("stands still");
    }

    @Test
    void aRunThatAwaitsAPersonSaysTheVeryCommand() {
        broker.says(
                new ApprovalAwaited(
                        application,
                        run,
                        RunKind.FAILOVER,
                        "frankfurt",
                        "paris",
                        true,
                        "the standby is 42 s behind",
                        unknown(),
                        Instant.now().plusSeconds(900),
                        null,
                        "automatic",
                        null),
                begun,
                null);
        broker.says(new RunAbandoned(application, run, "NO-GO by ada"), begun.plusSeconds(2), null);

        var ran = broker.run("follow", run);

        assertThat(ran.code()).isEqualTo(ExitCode.GIVEN_UP);
        assertThat(ran.out())
                .contains("the standby is 42 s behind")
                .contains("bascule approve " + run + " --accept-loss --reason \"...\"")
                .contains("was given up: NO-GO by ada");
    }

    @Test
    void aRunThatIsRolledBackIsNoSuccessButACancelledOneIs() {
        gateway.onJson("POST /api/requests", 200, answer("TAKEN"));
        broker.says(started(), begun, null);
        broker.says(completed(true), begun.plusSeconds(1), request);

        assertThat(broker.run("follow", run).code()).isEqualTo(ExitCode.GIVEN_UP);
        assertThat(broker.run("cancel", run, "--follow", "--console", gateway.url()).code())
                .isEqualTo(ExitCode.DONE);
    }

    @Test
    void aRunThatDoesNotEndIsLeftAfterTheTimeout() {
        broker.says(started(), begun, null);
        var ran = broker.run("follow", run, "--timeout", "1s");
        assertThat(ran.code()).isEqualTo(ExitCode.AWAITED);
        assertThat(ran.err()).contains("bascule follow " + run);
        assertThat(broker.run("follow", application + "-99").code()).isEqualTo(ExitCode.UNKNOWN);
    }

    @Test
    void withoutAGatewayARequestGoesOverKafkaAndTheAnswerIsReadOffTheFacts() throws Exception {
        var shell = new Shell();
        var codes = new int[] {-1};
        var asking =
                Thread.ofPlatform()
                        .start(() ->
                                codes[0] =
                                        shell.toEnd(
                                                        broker.with(
                                                                "failover",
                                                                application,
                                                                "--planned",
                                                                "--console",
                                                                "http://127.0.0.1:1"))
                                                .code());
        // given the request, as the coordinator hears it
        var heard =
                await().atMost(SOON)
                        .until(
                                () ->
                                        broker.all(Topic.REQUESTS.topicName()).stream()
                                                .filter(r ->
                                                        application.equals(OnABroker.text(r.key())))
                                                .findFirst(),
                                java.util.Optional::isPresent)
                        .orElseThrow();
        var id = OnABroker.text(heard.headers().lastHeader("ce_id").value());
        assertThat(OnABroker.text(heard.value())).contains("\"planned\":true");

        // when it refuses it
        broker.says(
                new RequestRefused(application, id, "unknown-application", "no plan"),
                Instant.now(),
                id);

        // then that is said, and which way it went
        asking.join(SOON);
        assertThat(codes[0]).isEqualTo(ExitCode.REFUSED);
        assertThat(shell.err())
                .contains("nobody listens there")
                .contains("the request goes over Kafka at " + broker.address())
                .contains("refused by rule unknown-application: no plan");
    }

    @Test
    void anApprovalNeverGoesOverKafka() {
        var ran = broker.run("approve", run, "--console", "http://127.0.0.1:1");
        assertThat(ran.code()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(ran.err()).doesNotContain("over Kafka");
    }

    private String answer(String outcome) {
        return """
        {"requestId":"%s","outcome":"%s","application":"%s","run":"%s"}\
        """
                .formatted(request, outcome, application, run);
    }

    private RunStarted started() {
        return new RunStarted(
                application,
                run,
                3,
                RunKind.FAILOVER,
                "frankfurt",
                "paris",
                List.of(
                        new PlannedStep(StepKind.FENCE, "frankfurt"),
                        new PlannedStep(StepKind.PROMOTE, "paris")),
                "ada",
                request,
                "a drill",
                "abc",
                unknown(),
                null,
                List.of());
    }

    private StepCompleted step(int index, StepKind kind) {
        return new StepCompleted(
                application,
                run,
                3,
                index,
                1,
                kind,
                "frankfurt",
                begun,
                begun.plusMillis(100),
                Map.of());
    }

    private RunHalted halted() {
        return new RunHalted(application, run, 3, 1, 2, StepKind.PROMOTE, "paris", "no answer");
    }

    private RunCompleted completed(boolean rolledBack) {
        return new RunCompleted(
                application, run, 3, RunKind.FAILOVER, rolledBack, "paris", "frankfurt");
    }

    private static LossEstimate unknown() {
        return new LossEstimate(LagQuality.UNKNOWN, null, null, null);
    }
}
