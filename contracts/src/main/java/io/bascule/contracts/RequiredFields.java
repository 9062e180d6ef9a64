package io.bascule.contracts;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Every component that is not {@code @Nullable} must be there: JSON readers leave a missing one
 * null.
 */
final class RequiredFields {

    private RequiredFields() {}

    static void check(Object value) {
        check(value, "");
    }

    private static void check(@Nullable Object value, String path) {
        switch (value) {
            case null -> {}
            case Record r -> {
                for (RecordComponent component : r.getClass().getRecordComponents()) {
                    String name = path + component.getName();
                    Object field = read(r, component);
                    if (field == null
                            && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                        throw new IllegalArgumentException(isMissing(name, r.getClass()));
                    }
                    check(field, name + ".");
                }
            }
            case Collection<?> c -> c.forEach(element -> check(element, path));
            case Map<?, ?> m -> m.values().forEach(element -> check(element, path));
            default -> {}
        }
    }

    private static @Nullable Object read(Record r, RecordComponent component) {
        try {
            return component.getAccessor().invoke(r);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Expected a readable component " + component, e);
        }
    }

    /** What to say of the first field that a JSON object lacks of a record, if there is one. */
    static Optional<String> missingIn(JsonNode json, Class<?> type) {
        return missingIn(json, type, "");
    }

    private static Optional<String> missingIn(JsonNode json, Type type, String path) {
        if (type instanceof ParameterizedType collection) {
            var element = collection.getActualTypeArguments();
            return json.valueStream()
                    .flatMap(v -> missingIn(v, element[element.length - 1], path).stream())
                    .findFirst();
        }
        if (!(type instanceof Class<?> c) || !c.isRecord() || !json.isObject()) {
            return Optional.empty();
        }
        for (RecordComponent component : c.getRecordComponents()) {
            String name = path + component.getName();
            var value = json.get(component.getName());
            boolean absent = value == null || value.isNull();
            if (absent
                    && !component.getType().isPrimitive()
                    && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                return Optional.of(isMissing(name, c));
            }
            var inside =
                    absent
                            ? Optional.<String>empty()
                            : missingIn(value, component.getGenericType(), name + ".");
            if (inside.isPresent()) {
                return inside;
            }
        }
        return Optional.empty();
    }

    private static String isMissing(String name, Class<?> type) {
        return "Expected field '" + name + "' in " + type.getSimpleName() + ", but it is missing";
    }
}
