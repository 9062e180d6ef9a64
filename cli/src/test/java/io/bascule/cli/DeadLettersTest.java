package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.backbone.DeadLetters;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.Topic;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Dead letters on a real broker: counted, shown, put back once. */
class DeadLettersTest {

    private final OnABroker broker = OnABroker.there();
    private final String key = "key-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void theyAreCountedByTopicWithTheNewestReason() {
        letter(Topic.BACKUP, "first", "2026-11-22T19:00:00Z", "Expected a CloudEvent, but no");
        letter(Topic.BACKUP, "second", "2026-11-22T19:05:00Z", "Expected data, but none");

        var ran = broker.run("dlt", "list");

        var row = ran.lines().stream().filter(l -> l.startsWith("backup ")).findFirst();
        assertThat(row)
                .hasValueSatisfying(r ->
                        assertThat(r.split("\\s{2,}"))
                                .contains("2", "0", "Expected data, but none"));
        var each = broker.run("dlt", "list", "backup");
        assertThat(each.lines()).hasSize(3);
        assertThat(each.lines().get(1)).startsWith("backup.dlt/1@").contains("but no", "reader");
    }

    @Test
    void oneIsShownInFullAndCannotPlayWithTheTerminal() {
        letter(Topic.HEALTH, "line 1\nline 2 \033[31mred", "2026-11-22T19:00:00Z", "why");
        var id = idOf("health", "line 1");

        var shown = broker.run("dlt", "show", id);

        assertThat(shown.out())
                .contains("reason     why", "came from  dr.health.v1/1@41", "key        " + key)
                .contains("header     ce_id = 7", "  line 1", "  line 2 ", "red")
                .doesNotContain("\033");
        var document = EventJson.mapper().readTree(broker.run("dlt", "show", id, "--json").out());
        assertThat(document.path("value").asString()).isEqualTo("line 1\nline 2 \033[31mred");
        assertThat(broker.run("dlt", "show", "health.dlt/3@999").code())
                .isEqualTo(ExitCode.UNKNOWN);
        assertThat(broker.run("dlt", "show", "nonsense").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aReplayPutsThemBackAsTheyWereAndOnlyOnce() {
        letter(Topic.STEPS, "one", "2026-11-22T19:00:00Z", "why");
        letter(Topic.STEPS, "two", "2026-11-22T19:01:00Z", "why");

        // off a terminal nothing is done without --yes
        var asked = broker.run("dlt", "replay", "steps");
        assertThat(asked.code()).isEqualTo(ExitCode.USAGE);
        assertThat(asked.err()).contains("2 dead letters would be put back onto steps", "--yes");
        assertThat(putBack(Topic.STEPS)).isEmpty();

        // then all of them are put back
        var done = broker.run("dlt", "replay", "steps", "--yes", "--by", "ada");
        assertThat(done.code()).isEqualTo(ExitCode.DONE);
        assertThat(done.lines()).hasSize(2);
        assertThat(putBack(Topic.STEPS))
                .extracting(r -> OnABroker.text(r.value()))
                .containsExactly("one", "two");
        assertThat(putBack(Topic.STEPS))
                .allSatisfy(r -> {
                    assertThat(r.partition()).as("where it stood").isEqualTo(1);
                    assertThat(OnABroker.text(r.key())).isEqualTo(key);
                    assertThat(headers(r)).containsExactly(Map.entry("ce_id", "7"));
                });

        // and not a second time
        var again = broker.run("dlt", "replay", "steps", "--yes");
        assertThat(again.err()).contains("2 were replayed before").contains("nothing to replay");
        assertThat(putBack(Topic.STEPS)).hasSize(2);

        // unless that is asked for
        var one = idOf("steps", "one");
        assertThat(broker.run("dlt", "replay", one, "--yes", "--again").lines())
                .containsExactly(one + " was put back onto steps");
        assertThat(putBack(Topic.STEPS)).hasSize(3);

        // and a mark is no letter
        var list =
                broker.run("dlt", "list", "steps", "--json").lines().stream()
                        .map(EventJson.mapper()::readTree)
                        .filter(l -> l.path("key").asString("").equals(key))
                        .toList();
        assertThat(list).hasSize(2);
        assertThat(list).allSatisfy(l -> assertThat(l.path("replayed").asBoolean()).isTrue());
    }

    @Test
    void whatSeveralServicesPutAsideIsOneLetterAndIsPutBackOnce() {
        var topic = Topic.COMMANDS;
        putAside(topic, "shared", "2026-11-22T19:00:02Z", "as reporting says", "reporting");
        putAside(topic, "shared", "2026-11-22T19:00:01Z", "as the brain says", "brain");
        putAside(topic, "shared", "2026-11-22T19:00:03Z", "as the brain says", "brain");
        putAside(topic, "other", "2026-11-22T19:00:04Z", "as the brain says", "brain");
        long lies =
                broker.all(topic.deadLetterName()).stream()
                        .filter(r -> key.equals(OnABroker.text(r.key())))
                        .count();
        assertThat(lies).isEqualTo(4);

        // it stands in the list once, with all who read it
        var row =
                broker.run("dlt", "list", "commands").lines().stream()
                        .filter(l -> l.contains("reporting"))
                        .toList();
        assertThat(row)
                .singleElement()
                .satisfies(r -> assertThat(r).contains("brain, reporting", "as the brain says"));
        var letter = letters("shared").getFirst();
        assertThat(letter.path("at").asString()).isEqualTo("2026-11-22T19:00:01Z");
        assertThat(letter.path("readers").size()).isEqualTo(3);
        assertThat(letters("other")).hasSize(1);

        // each says in full why, and any copy's name leads to it
        var shown = broker.run("dlt", "show", letter.path("id").asString());
        assertThat(shown.out())
                .containsSubsequence(
                        "as the brain says", "by brain", "as reporting says", "by reporting");
        assertThat(names("shared"))
                .hasSize(3)
                .allSatisfy(name ->
                        assertThat(broker.run("dlt", "show", name, "--json").out())
                                .contains(letter.path("id").asString()));

        // it is put back once, under any of its names
        var done = broker.run("dlt", "replay", names("shared").getFirst(), "--yes");
        assertThat(done.lines())
                .containsExactly(letter.path("id").asString() + " was put back onto commands");
        assertThat(putBack(Topic.COMMANDS))
                .extracting(r -> OnABroker.text(r.value()))
                .containsExactly("shared");
        for (var name : names("shared")) {
            assertThat(broker.run("dlt", "replay", name, "--yes").err())
                    .contains("1 was replayed before");
        }
        assertThat(putBack(Topic.COMMANDS)).hasSize(1);
    }

    /** Where the copies of that value lie. */
    private List<String> names(String value) {
        return broker.all(Topic.COMMANDS.deadLetterName()).stream()
                .filter(r -> key.equals(OnABroker.text(r.key())))
                .filter(r -> r.value() != null && value.equals(OnABroker.text(r.value())))
                .map(r -> "commands.dlt/" + r.partition() + "@" + r.offset())
                .toList();
    }

    /** The documents of this test's letters of that value. */
    private List<JsonNode> letters(String value) {
        return broker.run("dlt", "list", "commands", "--json").lines().stream()
                .map(EventJson.mapper()::readTree)
                .filter(l -> l.path("key").asString("").equals(key))
                .filter(l -> l.path("value").asString("").equals(value))
                .toList();
    }

    private void letter(Topic topic, String value, String at, String reason) {
        putAside(topic, value, at, reason, "reader");
    }

    private void putAside(Topic topic, String value, String at, String reason, String service) {
        broker.writes(
                topic.deadLetterName(),
                1,
                key,
                value,
                Map.of(
                        "ce_id",
                        "7",
                        DeadLetters.REASON,
                        reason,
                        DeadLetters.SERVICE,
                        service,
                        DeadLetters.ORIGIN,
                        topic.topicName() + "/1@41",
                        DeadLetters.AT,
                        at));
    }

    private String idOf(String topic, String value) {
        return broker.run("dlt", "list", topic, "--json").lines().stream()
                .map(EventJson.mapper()::readTree)
                .filter(l -> l.path("value").asString("").startsWith(value))
                .map(l -> l.path("id").asString(""))
                .findFirst()
                .orElseThrow();
    }

    private List<ConsumerRecord<byte[], byte[]>> putBack(Topic topic) {
        return broker.all(topic.topicName()).stream()
                .filter(r -> key.equals(OnABroker.text(r.key())))
                .toList();
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        return StreamSupport.stream(record.headers().spliterator(), false)
                .collect(Collectors.toMap(h -> h.key(), h -> OnABroker.text(h.value())));
    }
}
