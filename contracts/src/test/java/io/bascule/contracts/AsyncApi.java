package io.bascule.contracts;

import io.bascule.contracts.event.Event;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The AsyncAPI 3.0 document, from the topics, the records and their golden samples. */
final class AsyncApi {

    static final String DEAD_LETTER = "DeadLetter";

    private final Map<String, Object> schemas = new TreeMap<>();

    private AsyncApi() {}

    static String yaml() {
        var settings =
                DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setWidth(120)
                        .setDereferenceAliases(true)
                        .build();
        return "# Generated from the records in contracts and checked in the build:\n"
                + "# mvn -pl contracts verify -Dbascule.regenerate=true writes it anew.\n"
                + new Dump(settings).dumpToString(new AsyncApi().document());
    }

    private Map<String, Object> document() {
        var messages = messages();
        var operations = operations();
        return map(
                "asyncapi",
                "3.0.0",
                "info",
                map(
                        "title",
                        "Bascule",
                        "version",
                        "1",
                        "description",
                        "What the services of Bascule say to each other: CloudEvents 1.0 on Kafka, in binary mode. "
                                + "Structured mode is read too. Order is promised per key and nothing else; "
                                + "duplicates are known by (source, id). Fields are only ever added within a version, "
                                + "and readers ignore what they do not know."),
                "defaultContentType",
                "application/json",
                "servers",
                map(
                        "kafka",
                        map(
                                "host",
                                "{bootstrapServers}",
                                "protocol",
                                "kafka",
                                "description",
                                "The brokers; they span three places",
                                "variables",
                                map(
                                        "bootstrapServers",
                                        map(
                                                "default",
                                                "localhost:9092",
                                                "description",
                                                "spring.kafka.bootstrap-servers of the services")))),
                "channels",
                channels(),
                "operations",
                operations,
                "components",
                map("messages", messages, "schemas", schemas));
    }

    private static Map<String, Object> channels() {
        var channels = new LinkedHashMap<String, Object>();
        for (Topic topic : Topic.values()) {
            var messages = new LinkedHashMap<String, Object>();
            for (var type : Catalogue.eventsOf(topic)) {
                messages.put(
                        type.getSimpleName(),
                        reference("components/messages/" + type.getSimpleName()));
            }
            channels.put(
                    name(topic),
                    channel(
                            topic.topicName(),
                            "Written by %s; key: %s; kept: %s"
                                    .formatted(
                                            topic.writer(),
                                            Catalogue.words(topic.key()),
                                            Catalogue.words(topic.kept())),
                            messages,
                            topic.kept()));
            channels.put(
                    name(topic) + DEAD_LETTER,
                    channel(
                            topic.deadLetterName(),
                            "What of "
                                    + topic.topicName()
                                    + " could not be read or handled, byte for byte, with the reason",
                            map(DEAD_LETTER, reference("components/messages/" + DEAD_LETTER)),
                            Topic.Kept.FOR_EVER));
        }
        return channels;
    }

    private static Map<String, Object> channel(
            String address, String description, Map<String, Object> messages, Topic.Kept kept) {
        var topic =
                map(
                        "cleanup.policy",
                        List.of(kept.cleanupPolicy()),
                        "retention.ms",
                        kept.retentionMillis());
        var kafka =
                map(
                        "topic",
                        address,
                        "partitions",
                        Topic.PARTITIONS,
                        "topicConfiguration",
                        topic,
                        "bindingVersion",
                        "0.5.0");
        return map(
                "address",
                address,
                "description",
                description,
                "servers",
                List.of(reference("servers/kafka")),
                "messages",
                messages,
                "bindings",
                map("kafka", kafka));
    }

    private static Map<String, Object> operations() {
        var operations = new LinkedHashMap<String, Object>();
        for (Party party : Party.values()) {
            for (Topic topic : party.says()) {
                operations.put(
                        camel(party.name()) + "Says" + title(topic),
                        operation("send", party, topic));
            }
            for (Topic topic : party.hears()) {
                operations.put(
                        camel(party.name()) + "Hears" + title(topic),
                        operation("receive", party, topic));
            }
        }
        return operations;
    }

    private static Map<String, Object> operation(String action, Party party, Topic topic) {
        return map(
                "action",
                action,
                "channel",
                reference("channels/" + name(topic)),
                "summary",
                party.words()
                        + (action.equals("send") ? " writes " : " reads ")
                        + topic.topicName());
    }

    private Map<String, Object> messages() {
        var messages = new LinkedHashMap<String, Object>();
        for (var type : EventTypes.all()) {
            messages.put(type.getSimpleName(), message(type));
        }
        var headers =
                map(
                        "type",
                        "object",
                        "description",
                        "The headers of the record, and why it is here");
        var reasons = new LinkedHashMap<String, Object>();
        reasons.put("dr-dlt-reason", text("Why it is here, one line"));
        reasons.put("dr-dlt-service", text("The service that could not read or handle it"));
        reasons.put("dr-dlt-origin", text("Where it stood: topic/partition@offset"));
        reasons.put("dr-dlt-at", text("When it was put here, ISO-8601"));
        headers.put("properties", reasons);
        headers.put("required", List.copyOf(reasons.keySet()));
        schemas.put("DeadLetterHeaders", headers);
        messages.put(
                DEAD_LETTER,
                map(
                        "name",
                        DEAD_LETTER,
                        "summary",
                        "A record that could not be read or handled",
                        "contentType",
                        "application/octet-stream",
                        "headers",
                        reference("components/schemas/DeadLetterHeaders")));
        return messages;
    }

    private Map<String, Object> message(Class<? extends Event> type) {
        String name = type.getSimpleName();
        schemas.put(name, payload(type));
        schemas.put(name + "Headers", headers(EventTypes.typeOf(type)));
        return map(
                "name",
                EventTypes.typeOf(type),
                "title",
                name,
                "summary",
                EventSchema.about(type).value(),
                "contentType",
                "application/json",
                "headers",
                reference("components/schemas/" + name + "Headers"),
                "payload",
                reference("components/schemas/" + name),
                "bindings",
                map(
                        "kafka",
                        map(
                                "key",
                                text(
                                        "The subject: the application's name, or a site's for site health"),
                                "bindingVersion",
                                "0.5.0")),
                "examples",
                List.of(map("name", "golden", "payload", plain(Generated.golden(type)))));
    }

    private static Map<String, Object> headers(String type) {
        var properties = new LinkedHashMap<String, Object>();
        properties.put("ce_specversion", map("type", "string", "const", "1.0"));
        properties.put("ce_type", map("type", "string", "const", type));
        properties.put("ce_id", text("With ce_source the identity by which duplicates are known"));
        properties.put("ce_source", text("Who says it, such as /failover-coordinator/witness"));
        properties.put("ce_subject", text("What it is about, and the key"));
        properties.put(
                "ce_time", text("When it was observed, by the clock of the source; ISO-8601"));
        properties.put(
                "ce_causationid", text("Id of the event that led to it; absent for a first cause"));
        properties.put("ce_correlationid", text("The run it belongs to; absent outside of one"));
        properties.put("ce_traceparent", text("W3C Trace Context"));
        properties.put("content-type", map("type", "string", "const", "application/json"));
        return map(
                "type",
                "object",
                "properties",
                properties,
                "required",
                List.of("ce_specversion", "ce_type", "ce_id", "ce_source", "content-type"));
    }

    /** The event's own schema, its definitions moved to where references can reach them. */
    private Map<String, Object> payload(Class<? extends Event> type) {
        var schema = EventSchema.of(type);
        schema.remove(List.of("$schema", "$id"));
        if (schema.remove("$defs") instanceof ObjectNode definitions) {
            definitions.forEachEntry((name, definition) -> {
                var known = schemas.put(name, moved(definition));
                if (known != null && !known.equals(schemas.get(name))) {
                    throw new AssertionError("Expected one form of " + name + ", but found two");
                }
            });
        }
        return moved(schema);
    }

    private static Map<String, Object> moved(JsonNode schema) {
        var text = schema.toString().replace("#/$defs/", "#/components/schemas/");
        return plain(EventJson.mapper().readTree(text));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plain(JsonNode json) {
        return (Map<String, Object>) EventJson.mapper().convertValue(json, LinkedHashMap.class);
    }

    private static Map<String, Object> text(String description) {
        return map("type", "string", "description", description);
    }

    private static Map<String, Object> reference(String path) {
        return map("$ref", "#/" + path);
    }

    static String name(Topic topic) {
        return camel(topic.name());
    }

    private static String title(Topic topic) {
        String name = name(topic);
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static String camel(String constant) {
        var words = constant.toLowerCase(Locale.ROOT).split("_", -1);
        return words[0]
                + Arrays.stream(words, 1, words.length)
                        .map(w -> w.substring(0, 1).toUpperCase(Locale.ROOT) + w.substring(1))
                        .reduce("", String::concat);
    }

    private static Map<String, Object> map(Object... entries) {
        var map = new LinkedHashMap<String, Object>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
