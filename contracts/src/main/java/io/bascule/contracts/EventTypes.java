package io.bascule.contracts;

import io.bascule.contracts.event.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The vocabulary: every event type with its record, read off the sealed hierarchy, so that a type
 * cannot exist in code and be missing here.
 */
public final class EventTypes {

    private static final Map<String, Class<? extends Event>> BY_TYPE = collect();

    private EventTypes() {}

    /** The CloudEvents type of a record: {@code bascule.}, its simple name, {@code .v1}. */
    public static String typeOf(Class<?> event) {
        return "bascule." + event.getSimpleName() + ".v1";
    }

    /** The record of a CloudEvents type, if it is one of ours. */
    public static Optional<Class<? extends Event>> classOf(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** All event records, family by family in the order of their declaration. */
    public static List<Class<? extends Event>> all() {
        return List.copyOf(BY_TYPE.values());
    }

    private static Map<String, Class<? extends Event>> collect() {
        var found = new LinkedHashMap<String, Class<? extends Event>>();
        collect(Event.class, found);
        return found;
    }

    private static void collect(Class<?> type, Map<String, Class<? extends Event>> found) {
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                collect(permitted, found);
            }
        } else {
            var clash = found.put(typeOf(type), type.asSubclass(Event.class));
            if (clash != null) {
                throw new IllegalStateException(
                        "Expected one record per event type, but " + clash + " and " + type);
            }
        }
    }
}
