package io.bascule.contracts.plan;

import java.util.List;

/** Sections of which there are several types, each with fields of its own. */
final class Types {

    private Types() {}

    /**
     * Whether the section may be read. One of another type is a single problem: its fields are not
     * judged by the rules of a type that it is not.
     */
    static boolean supported(Section parent, String field, List<String> supported) {
        String type = parent.raw(field, "type");
        if (type == null || supported.contains(type)) {
            return true;
        }
        parent.problem(
                parent.where(field, "type"),
                field
                        + ": Expected a type that is supported ("
                        + String.join(", ", supported)
                        + "), but found '"
                        + type
                        + "'");
        return false;
    }
}
