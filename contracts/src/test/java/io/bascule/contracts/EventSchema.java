package io.bascule.contracts;

import io.bascule.contracts.event.Event;
import io.bascule.contracts.plan.KeyRef;
import io.bascule.contracts.plan.SecretRef;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (2020-12) of an event's data, from its record and the {@code @About} of each
 * field. Fields that a schema does not know are allowed: adding one breaks nobody.
 */
final class EventSchema {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, ObjectNode> definitions = new TreeMap<>();

    private EventSchema() {}

    static ObjectNode of(Class<? extends Event> event) {
        var schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "urn:" + EventTypes.typeOf(event).replace('.', ':'));
        schema.put("title", event.getSimpleName());
        schema.put("description", about(event).value());
        var nested = new EventSchema();
        nested.describe(event, schema);
        if (!nested.definitions.isEmpty()) {
            var definitions = schema.putObject("$defs");
            nested.definitions.forEach(definitions::set);
        }
        return schema;
    }

    /** The folder of an event's family: {@code backup} for {@code BackupEvent}. */
    static String family(Class<? extends Event> event) {
        return Stream.of(event.getInterfaces())
                .map(Class::getSimpleName)
                .map(name -> name.replaceFirst("Event$", "").toLowerCase(java.util.Locale.ROOT))
                .findFirst()
                .orElseThrow();
    }

    static About about(AnnotatedElement element) {
        var about = element.getAnnotation(About.class);
        if (about == null || about.value().isBlank()) {
            throw new AssertionError("Expected @About at " + element + ", but there is none");
        }
        return about;
    }

    private void describe(Class<?> type, ObjectNode schema) {
        schema.put("type", "object");
        var required = JSON.arrayNode();
        var properties = schema.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), field(component));
            if (!isNullable(component)) {
                required.add(component.getName());
            }
        }
        schema.set("required", required);
    }

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private ObjectNode field(RecordComponent component) {
        var about = about(component);
        var field = JSON.objectNode().put("description", about.value());
        if (!about.unit().isEmpty()) {
            field.put("x-unit", about.unit());
        }
        var type = type(component.getGenericType());
        if (isNullable(component)) {
            var either = field.putArray("anyOf");
            either.add(type);
            either.addObject().put("type", "null");
        } else {
            field.setAll(type);
        }
        return field;
    }

    private ObjectNode type(Type type) {
        var schema = JSON.objectNode();
        if (type instanceof ParameterizedType p) {
            var arguments = p.getActualTypeArguments();
            boolean list = Collection.class.isAssignableFrom((Class<?>) p.getRawType());
            return list
                    ? schema.put("type", "array").set("items", type(arguments[0]))
                    : schema.put("type", "object").set("additionalProperties", type(arguments[1]));
        }
        var simple = (Class<?>) type;
        if (simple.isEnum()) {
            var values = schema.put("type", "string").putArray("enum");
            for (Object constant : simple.getEnumConstants()) {
                values.add(((Enum<?>) constant).name());
            }
            return schema;
        }
        if (simple == Lsn.class) {
            return schema.put("type", "string").put("pattern", "^[0-9A-F]{1,8}/[0-9A-F]{1,8}$");
        }
        if (simple == SecretRef.class) {
            return schema.put("type", "string").put("pattern", "^(env|file):.*[^:]$");
        }
        if (simple == KeyRef.class) {
            return schema.put("type", "string").put("pattern", "^(env|file|kms):.*[^:]$");
        }
        if (simple == Duration.class) {
            // The format "duration" of JSON Schema knows no fractions of a second.
            return schema.put("type", "string")
                    .put("pattern", "^P(\\d+D)?(T(\\d+H)?(\\d+M)?(\\d+(\\.\\d{1,9})?S)?)?$");
        }
        if (simple.isRecord()) {
            return schema.put("$ref", "#/$defs/" + define(simple));
        }
        return scalar(simple, schema);
    }

    private String define(Class<?> nested) {
        String name = nested.getSimpleName();
        if (!definitions.containsKey(name)) {
            var definition = JSON.objectNode();
            definitions.put(name, definition);
            describe(nested, definition);
        }
        return name;
    }

    private static ObjectNode scalar(Class<?> type, ObjectNode schema) {
        return switch (type.getSimpleName()) {
            case "String" -> schema.put("type", "string");
            case "int", "long", "Integer", "Long" -> schema.put("type", "integer");
            case "double", "Double" -> schema.put("type", "number");
            case "boolean", "Boolean" -> schema.put("type", "boolean");
            default -> {
                var format =
                        Map.of(
                                        Instant.class, "date-time",
                                        LocalDate.class, "date")
                                .get(type);
                if (format == null) {
                    throw new AssertionError("Expected a type with a JSON form, but found " + type);
                }
                yield schema.put("type", "string").put("format", format);
            }
        };
    }
}
