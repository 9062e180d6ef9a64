package io.bascule.contracts;

import io.bascule.contracts.event.Event;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue of events for people, from the topics and the records. */
final class Catalogue {

    private Catalogue() {}

    static String markdown() {
        Map<Topic, List<Class<? extends Event>>> events = byTopic();
        var page = new StringBuilder();
        page.append(
                """
                # Events

                Everything that the services of Bascule say to each other. This page is generated from the
                records in `contracts` and checked in the build
                (`mvn -pl contracts verify -Dbascule.regenerate=true` writes it anew).

                An event is a CloudEvent 1.0 on Kafka in binary mode: its attributes are headers (`ce_type` is
                `bascule.<Event>.v1`), its data is the record's value as JSON. Structured mode is read too, so that
                a person can publish a request with `kcat`. Order is promised per key and nothing else; duplicates
                are known by (`ce_source`, `ce_id`). Fields are only ever added within a version, and readers
                ignore what they do not know.

                Each topic has %d partitions, and a dead-letter topic `<topic>.dlt` with as many, which holds what
                could not be read or handled; the header `dr-dlt-reason` says why in one line.

                | topic | key | written by | kept | events |
                |---|---|---|---|---|
                """
                        .formatted(Topic.PARTITIONS));
        events.forEach((topic, types) ->
                page.append(
                        "| [`%s`](#%s) | %s | %s | %s | %s |\n"
                                .formatted(
                                        topic.topicName(),
                                        anchor(topic),
                                        words(topic.key()),
                                        topic.writer(),
                                        words(topic.kept()),
                                        types.stream()
                                                .map(Class::getSimpleName)
                                                .collect(Collectors.joining(", ")))));
        events.forEach((topic, types) -> page.append(section(topic, types)));
        return page.toString();
    }

    private static String section(Topic topic, List<Class<? extends Event>> types) {
        var section = new StringBuilder("\n## " + topic.topicName() + "\n\n");
        section.append("| event | what is true | fields |\n|---|---|---|\n");
        for (var type : types) {
            section.append(
                    "| [%s](../contracts/%s) | %s | %s |\n"
                            .formatted(
                                    type.getSimpleName(),
                                    Generated.schemaOf(type),
                                    EventSchema.about(type).value(),
                                    Arrays.stream(type.getRecordComponents())
                                            .map(Catalogue::field)
                                            .collect(Collectors.joining(", "))));
        }
        return section.toString();
    }

    private static String field(RecordComponent component) {
        return "`"
                + component.getName()
                + "`"
                + (EventSchema.isNullable(component) ? " (optional)" : "");
    }

    private static Map<Topic, List<Class<? extends Event>>> byTopic() {
        var byTopic = new EnumMap<Topic, List<Class<? extends Event>>>(Topic.class);
        for (Topic topic : Topic.values()) {
            byTopic.put(topic, eventsOf(topic));
        }
        return byTopic;
    }

    /** The events that are said on a topic. */
    static List<Class<? extends Event>> eventsOf(Topic topic) {
        return EventTypes.all().stream().filter(t -> topicsOf(t).contains(topic)).toList();
    }

    /** The topics of an event: its own, or both of health where the scope decides. */
    static List<Topic> topicsOf(Class<? extends Event> type) {
        boolean scoped =
                Stream.of(type.getRecordComponents()).anyMatch(c -> c.getName().equals("scope"));
        var sample = EventJson.mapper().treeToValue(Generated.golden(type), type);
        return scoped ? List.of(Topic.HEALTH, Topic.APPLICATION_HEALTH) : List.of(Topic.of(sample));
    }

    private static String anchor(Topic topic) {
        return topic.topicName().replace(".", "");
    }

    static String words(Topic.Key key) {
        return switch (key) {
            case APPLICATION -> "application";
            case SITE -> "site";
            case ANY -> "any; re-keyed by subject";
        };
    }

    static String words(Topic.Kept kept) {
        return switch (kept) {
            case COMPACTED -> "the last per key";
            case FOR_A_WEEK -> "a week";
            case FOR_A_YEAR -> "a year";
            case FOR_EVER -> "for ever";
        };
    }
}
