package io.bascule.contracts;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
                        throw new IllegalArgumentException(
                                "Expected field '"
                                        + name
                                        + "' in "
                                        + r.getClass().getSimpleName()
                                        + ", but it is missing");
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
}
