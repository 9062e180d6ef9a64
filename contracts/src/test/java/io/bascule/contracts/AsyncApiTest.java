package io.bascule.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;

class AsyncApiTest {

    private static final JsonNode DOCUMENT =
            EventJson.mapper()
                    .valueToTree(
                            new Load(LoadSettings.builder().build())
                                    .loadFromString(AsyncApi.yaml()));

    @Test
    void theDocumentSaysWhatTheRecordsSay() throws IOException {
        Generated.check(Path.of("../docs/asyncapi.yaml"), AsyncApi.yaml());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var references =
                DOCUMENT.findValues("$ref").stream()
                        .map(r -> r.stringValue().substring(1))
                        .toList();

        assertThat(references)
                .hasSizeGreaterThan(100)
                .allSatisfy(r -> assertThat(DOCUMENT.at(r).isMissingNode()).as(r).isFalse());
    }

    @Test
    void everyChannelIsATopicAndEveryTopicAChannel() {
        var addresses =
                DOCUMENT.get("channels")
                        .valueStream()
                        .map(c -> c.get("address").stringValue())
                        .toList();

        assertThat(addresses)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Topic.values())
                                .flatMap(t -> Stream.of(t.topicName(), t.deadLetterName()))
                                .toList());
    }

    @Test
    void everyEventIsAMessageOfItsTopicsWithAllItsFieldsAndTheirUnits() {
        for (var type : EventTypes.all()) {
            var name = type.getSimpleName();
            for (Topic topic : Topic.values()) {
                assertThat(DOCUMENT.at("/channels/" + AsyncApi.name(topic) + "/messages").has(name))
                        .as(name + " on " + topic)
                        .isEqualTo(Catalogue.topicsOf(type).contains(topic));
            }
            var message = DOCUMENT.at("/components/messages/" + name);
            assertThat(message.get("name").stringValue()).isEqualTo(EventTypes.typeOf(type));
            var fields = DOCUMENT.at("/components/schemas/" + name + "/properties");
            for (var component : type.getRecordComponents()) {
                var about = EventSchema.about(component);
                assertThat(fields.at("/" + component.getName() + "/description").asString())
                        .isEqualTo(about.value());
                assertThat(fields.at("/" + component.getName() + "/x-unit").asString(""))
                        .isEqualTo(about.unit());
            }
        }
    }

    @Test
    void everyTopicIsSaidBySomebodyAndHeardBySomebody() {
        var said = new HashSet<Topic>();
        var heard = new HashSet<Topic>();
        for (Party party : Party.values()) {
            said.addAll(party.says());
            heard.addAll(party.hears());
        }
        assertThat(said).isEqualTo(EnumSet.allOf(Topic.class));
        assertThat(heard).isEqualTo(EnumSet.allOf(Topic.class));
    }

    @Test
    void whatTheSourcesOfAServiceNameIsAmongItsTopics() throws IOException {
        for (var module :
                Arrays.stream(Party.values()).map(Party::module).collect(Collectors.toSet())) {
            var known = new HashSet<Topic>();
            for (Party party : Party.values()) {
                if (party.module().equals(module)) {
                    known.addAll(party.says());
                    known.addAll(party.hears());
                }
            }
            assertThat(known).as("topics of " + module).containsAll(named(module));
        }
    }

    private static Set<Topic> named(String module) throws IOException {
        var texts = new ArrayList<String>();
        try (var files = Files.walk(Path.of("..", module, "src", "main"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (List.of("java", "yml").contains(file.toString().replaceFirst(".*\\.", ""))) {
                    texts.add(text(file));
                }
            }
        }
        assertThat(texts).as("sources of " + module).isNotEmpty();
        return Arrays.stream(Topic.values())
                .filter(topic ->
                        texts.stream()
                                .anyMatch(t ->
                                        t.matches(
                                                "(?s).*(\\bTopic\\.(Name\\.)?"
                                                        + topic.name()
                                                        + "\\b|"
                                                        + topic.topicName()
                                                        + "[,\\s]).*")))
                .collect(Collectors.toSet());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPayloadIsAnExampleOfItself() {
        for (var type : EventTypes.all()) {
            var example =
                    DOCUMENT.at(
                            "/components/messages/" + type.getSimpleName() + "/examples/0/payload");
            assertThat(EventJson.read(EventJson.mapper().writeValueAsBytes(example), type))
                    .isInstanceOf(type);
        }
    }
}
