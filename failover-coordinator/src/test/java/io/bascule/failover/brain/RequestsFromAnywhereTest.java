package io.bascule.failover.brain;

import static io.bascule.failover.brain.ForeignRecords.TYPED;
import static io.bascule.failover.brain.ForeignRecords.answer;
import static io.bascule.failover.brain.ForeignRecords.binary;
import static io.bascule.failover.brain.ForeignRecords.foreign;
import static io.bascule.failover.brain.ForeignRecords.forged;
import static io.bascule.failover.brain.ForeignRecords.sentinel;
import static io.bascule.failover.brain.ForeignRecords.typed;
import static io.bascule.failover.brain.ForeignRecords.typedAs;
import static io.bascule.failover.recovery.Samples.applied;
import static io.bascule.failover.recovery.Samples.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.Topic;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlanRefused;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What clients that are not ours write, in every form, against the real brain and a real broker.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RequestsFromAnywhereTest {

    private final Conversation broker =
            new Conversation(
                    Topic.Name.RECOVERY,
                    Topic.REQUESTS.deadLetterName(),
                    Topic.APPROVALS.deadLetterName());
    private ConfigurableApplicationContext brain;

    @SuppressWarnings("NullAway.Init")
    RequestsFromAnywhereTest() {}

    @BeforeAll
    void start(@TempDir Path folder) {
        brain = broker.brain(folder);
    }

    @AfterAll
    void stop() {
        brain.close();
        broker.close();
    }

    @Test
    void everyFormOfARequestStartsItsRunOnceAndEverythingElseIsPutAsideWithItsReason()
            throws Exception {
        // given an application for each form in which a request may come, in several partitions
        var forms = new LinkedHashMap<String, ProducerRecord<byte[], byte[]>>();
        forms.put("binary", binary("binary"));
        forms.put("structured", typed("structured", "application/cloudevents+json", "structured"));
        forms.put(
                "with-charset",
                typed("with-charset", "application/cloudevents+json; charset=UTF-8", "x"));
        forms.put("header-less", typed("header-less", null, "header-less"));
        forms.put("wrong-type", typed("wrong-type", "application/json", "wrong-type"));
        forms.put("no-key", typed("no-key", null, null));
        forms.put("key-of-another", typed("key-of-another", null, "binary"));
        forms.put(
                "several-lines",
                foreign(
                        "several-lines",
                        null,
                        TYPED.formatted("several-lines").replace(",", ",\n  ")));
        for (String application : forms.keySet()) {
            broker.tell(applied(plan(application, DecisionMode.AUTOMATIC, false)));
        }
        broker.awaitAll(PlanAccepted.class, forms.size());

        // when they come, each twice, among records that are no requests
        var wrong = new LinkedHashMap<String, ProducerRecord<byte[], byte[]>>();
        wrong.put("is no whole JSON object: '{'", foreign("k", null, "{"));
        wrong.put("'\"specversion\": \"1.0\",'", foreign("k", null, "\"specversion\": \"1.0\","));
        wrong.put("neither ce_ headers nor a JSON object: '}'", foreign("k", null, "}"));
        wrong.put("found neither ce_ headers", foreign("k", null, "failover orders to paris"));
        wrong.put("has no value and no ce_ headers", foreign("k", null, "  "));
        wrong.put(
                "but id, source are missing",
                foreign("k", null, "{\"specversion\":\"1.0\",\"type\":\"x\"}"));
        wrong.put(
                "did you mean 'bascule.FailoverRequested.v1'?",
                foreign(
                        "k",
                        null,
                        TYPED.formatted("binary")
                                .replace("bascule.FailoverRequested.v1", "FailoverRequested")));
        wrong.put(
                "the subject is 'binary' and the data say 'orders'",
                foreign(
                        "k",
                        null,
                        TYPED.formatted("binary")
                                .replace("{\"to\"", "{\"application\":\"orders\",\"to\"")));
        wrong.put(
                "Expected the data of FailoverRequested",
                foreign(
                        "k",
                        null,
                        TYPED.formatted("binary").replace("{\"to\":\"paris\"}", "\"paris\"")));
        wrong.put("which belongs to dr.approvals.v1", forged());
        wrong.put(
                "Expected field 'application'",
                foreign(
                        "k",
                        null,
                        TYPED.formatted("binary").replace("\"subject\":\"binary\",", "")));
        for (var record : forms.values()) {
            broker.send(record);
        }
        for (var record : wrong.values()) {
            broker.send(record);
        }
        for (var record : forms.values()) {
            broker.send(record);
        }
        var last = applied(plan("last", DecisionMode.AUTOMATIC, false));
        broker.tell(last);
        broker.send(typed("last", null, "last"));
        for (int p = 0; p < Topic.PARTITIONS; p++) {
            broker.send(sentinel(p));
        }

        // then each has started one planned move, and the others lie where they can be read
        broker.awaitAll(RunStarted.class, forms.size() + 1);
        broker.awaitDeadLetters(Topic.REQUESTS, wrong.size() + Topic.PARTITIONS);
        assertThat(broker.deadLetters(Topic.REQUESTS)).hasSize(wrong.size() + Topic.PARTITIONS);
        var runs = broker.all(RunStarted.class);
        assertThat(runs)
                .hasSize(forms.size() + 1)
                .allSatisfy(run -> {
                    assertThat(run.kind()).isEqualTo(RunKind.SWITCHOVER);
                    assertThat(run.to()).isEqualTo("paris");
                    assertThat(run.runId()).isEqualTo(run.application() + "-1");
                });
        assertThat(runs.stream().map(RunStarted::application)).containsAll(forms.keySet());
        assertThat(runs.stream().filter(r -> r.application().equals("header-less")))
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.requestedBy()).isEqualTo("/hand");
                    assertThat(r.requestId()).isEqualTo("header-less-1");
                });
        for (var reason : wrong.keySet()) {
            assertThat(broker.deadLetters(Topic.REQUESTS))
                    .anySatisfy(line -> assertThat(line).contains(reason).doesNotContain("\n"));
        }
        assertThat(broker.all(RequestRefused.class))
                .as("a duplicate is no second request")
                .isEmpty();
    }

    @Test
    void anAnswerInTheWrongPartitionIsHeardAndOneThatNobodyAwaitsIsRefused() throws Exception {
        accept(applied(plan("guarded", DecisionMode.AUTOMATIC, true)));
        var early = answer("guarded-1");
        broker.send(early);
        awaitRefusal("guarded", "guarded-1 does not; no run is open");
        broker.send(typed("guarded", null, "guarded"));
        var _ = broker.awaitOne(ApprovalAwaited.class, a -> a.runId().equals("guarded-1"));

        var go = answer("guarded-1");
        broker.send(go);
        broker.send(go);

        var _ = broker.awaitOne(RunStarted.class, r -> r.runId().equals("guarded-1"));
        broker.send(typedAs("guarded", "again"));
        awaitRefusal("guarded", "guarded-1 is open");
        assertThat(
                        broker.all(RequestRefused.class).stream()
                                .filter(r -> r.application().equals("guarded")))
                .as("the doubled answer is no second one")
                .hasSize(2);
    }

    @Test
    void whatCannotBeIsRefusedWithTheRuleAndTheFactsAndAWrongPlanLeavesTheFormerOneInForce()
            throws Exception {
        broker.send(typed("nobody-knows", null, "nobody-knows"));
        awaitRefusal(
                "nobody-knows", "Expected an application with a plan, but found 'nobody-knows'");

        accept(applied(plan("steady", DecisionMode.AUTOMATIC, false)));
        broker.send(foreign("steady", null, TYPED.formatted("steady").replace("paris", "rome")));
        awaitRefusal("steady", "Expected one of frankfurt, paris, but found 'rome'");
        broker.send(
                foreign(
                        "steady",
                        null,
                        TYPED.formatted("steady")
                                .replace("steady-1", "2")
                                .replace("paris", "frankfurt")));
        awaitRefusal("steady", "it runs at 'frankfurt' already");

        var good = plan("steady", DecisionMode.AUTOMATIC, false);
        var elsewhere = applied(plan("elsewhere", DecisionMode.AUTOMATIC, false));
        broker.tell(
                new PlanApplied(
                        "steady",
                        "f".repeat(64),
                        "ada",
                        elsewhere.plan(),
                        elsewhere.sites(),
                        elsewhere.backups(),
                        elsewhere.contacts()));
        var _ = broker.awaitOne(PlanRefused.class, p -> p.application().equals("steady"));
        broker.send(typedAs("steady", "3"));
        var _ =
                broker.awaitOne(
                        RunStarted.class,
                        r ->
                                r.application().equals("steady")
                                        && r.planHash().equals(applied(good).planHash()));
    }

    @Test
    void whatAPersonTypesIntoKcatStartsAPlannedFailover(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/kcat")), "kcat is not here");
        accept(applied(plan("orders", DecisionMode.AUTOMATIC, false)));
        var line =
                Files.writeString(
                        folder.resolve("line"),
                        """
                        {"specversion":"1.0","id":"k-1","source":"/kcat","type":"bascule.FailoverRequested.v1","subject":"orders"}
                        """);

        var kcat =
                new ProcessBuilder(
                                "kcat",
                                "-b",
                                broker.address(),
                                "-t",
                                "dr.requests.v1",
                                "-P",
                                "-k",
                                "orders",
                                "-H",
                                "content-type=application/cloudevents+json")
                        .redirectInput(line.toFile())
                        .inheritIO()
                        .redirectInput(line.toFile())
                        .start();
        assertThat(kcat.waitFor(30, TimeUnit.SECONDS)).isTrue();

        var _ =
                broker.awaitOne(
                        RunStarted.class,
                        r ->
                                r.application().equals("orders")
                                        && r.kind() == RunKind.SWITCHOVER
                                        && "k-1".equals(r.requestId()));
    }

    private void accept(PlanApplied plan) throws Exception {
        broker.tell(plan);
        var _ =
                broker.awaitOne(
                        PlanAccepted.class, p -> p.application().equals(plan.application()));
    }

    private void awaitRefusal(String application, String detail) {
        var refused =
                broker.awaitOne(
                        RequestRefused.class,
                        r -> r.application().equals(application) && r.detail().contains(detail));
        assertThat(refused.rule()).isNotBlank();
    }
}
