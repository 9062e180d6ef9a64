package io.bascule.contracts.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the document, read field by field.
 *
 * <p>A wrong field is recorded as a problem and a placeholder is returned in its place, so that
 * reading goes on and finds the next mistake; no placeholder ever leaves the reader, because a plan
 * with problems is not handed out.
 */
final class Section {

    private final Node node;
    private final String what;
    private final Problems problems;
    private final Map<String, NodeTuple> fields = new LinkedHashMap<>();

    private Section(Node node, String what, Problems problems) {
        this.node = node;
        this.what = what;
        this.problems = problems;
    }

    /** A mapping with these fields and no others; recorded as a problem if it is not one. */
    static Section of(Node node, String what, Problems problems, String... known) {
        var section = open(node, what, problems);
        section.fields.forEach((name, field) -> {
            if (!List.of(known).contains(name)) {
                problems.add(field.getKeyNode(), Spelling.unknown(name, what, known));
            }
        });
        return section;
    }

    /** A mapping whose keys are the author's own names. */
    static Section open(Node node, String what, Problems problems) {
        var section = new Section(node, what, problems);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(section::put);
        } else {
            problems.add(node, "Expected the fields of " + what + ", but found " + kind(node));
        }
        return section;
    }

    private void put(NodeTuple field) {
        if (!(field.getKeyNode() instanceof ScalarNode key)) {
            problems.add(
                    field.getKeyNode(),
                    "Expected a field's name in "
                            + what
                            + ", but found "
                            + kind(field.getKeyNode()));
            return;
        }
        var before = fields.putIfAbsent(key.getValue(), field);
        if (before != null) {
            problems.add(
                    key,
                    "Expected field '"
                            + key.getValue()
                            + "' once in "
                            + what
                            + ", but it stands in line "
                            + line(before.getKeyNode())
                            + " already");
        }
    }

    /** The names of the fields that are there, with their keys' places. */
    Map<String, Node> keys() {
        var keys = new LinkedHashMap<String, Node>();
        fields.forEach((name, field) -> keys.put(name, field.getKeyNode()));
        return keys;
    }

    boolean has(String field) {
        return value(field) != null;
    }

    /** The place of a field's value, or of the whole mapping if it is absent. */
    Node where(String field) {
        var value = value(field);
        return value == null ? node : value;
    }

    void problem(Node where, String message) {
        problems.add(where, message);
    }

    /** A field that must be there. */
    <T> T required(String field, Function<String, T> form, T placeholder) {
        if (requiredNode(field) == null) {
            return placeholder;
        }
        var read = optional(field, form);
        return read == null ? placeholder : read;
    }

    /** A field with a default. */
    <T> T optional(String field, Function<String, T> form, T fallback) {
        var read = optional(field, form);
        return read == null ? fallback : read;
    }

    /** A field that may be absent. */
    <T> @Nullable T optional(String field, Function<String, T> form) {
        var value = value(field);
        return value == null ? null : scalar(value, field, form);
    }

    /** A section that must be there. */
    @Nullable Section requiredSection(String field, String... known) {
        var value = requiredNode(field);
        return value == null ? null : of(value, field + " of " + what, problems, known);
    }

    /** A section that may be absent. */
    @Nullable Section optionalSection(String field, String... known) {
        return has(field) ? requiredSection(field, known) : null;
    }

    /** A mapping whose keys are names, that must be there. */
    @Nullable Section requiredNames(String field) {
        var value = requiredNode(field);
        return value == null ? null : open(value, field + " of " + what, problems);
    }

    /** The elements of a list; none if it is absent. */
    List<Node> list(String field) {
        var value = value(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problems.add(value, field + ": Expected a list, but found " + kind(value));
        return List.of();
    }

    /** A list of texts of a form; wrong ones are left out. */
    <T> List<T> texts(String field, Function<String, T> form) {
        var texts = new ArrayList<T>();
        for (Node element : list(field)) {
            var text = scalar(element, field, form);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** The text of a field, right or wrong, for looking ahead; null if there is none. */
    @Nullable String raw(String field) {
        return value(field) instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    /** The text of a field of an inner section, for looking ahead; null if there is none. */
    @Nullable String raw(String section, String field) {
        var inner = inner(section);
        return inner == null ? null : inner.raw(field);
    }

    /** The place of a field of an inner section. */
    Node where(String section, String field) {
        var inner = inner(section);
        return inner == null ? where(section) : inner.where(field);
    }

    /** Records the lack of a field. */
    void requireField(String field) {
        var _ = requiredNode(field);
    }

    private @Nullable Section inner(String field) {
        return value(field) instanceof MappingNode mapping
                ? open(mapping, field, new Problems(""))
                : null;
    }

    private <T> @Nullable T scalar(Node value, String field, Function<String, T> form) {
        if (!(value instanceof ScalarNode scalar)) {
            problems.add(value, field + ": Expected a single value, but found " + kind(value));
            return null;
        }
        try {
            return form.apply(scalar.getValue());
        } catch (IllegalArgumentException e) {
            problems.add(value, field + ": " + e.getMessage());
            return null;
        }
    }

    private @Nullable Node requiredNode(String field) {
        var value = value(field);
        if (value == null && node instanceof MappingNode) {
            var empty = fields.get(field);
            problems.add(
                    empty == null ? node : empty.getKeyNode(),
                    "Expected field '"
                            + field
                            + "' in "
                            + what
                            + ", but it is "
                            + (empty == null ? "missing" : "empty"));
        }
        return value;
    }

    private @Nullable Node value(String field) {
        var tuple = fields.get(field);
        if (tuple == null || tuple.getValueNode().getTag().equals(Tag.NULL)) {
            return null;
        }
        return tuple.getValueNode();
    }

    static int line(Node node) {
        return node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
    }

    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case MAPPING -> "a mapping";
            case SEQUENCE -> "a list";
            case SCALAR -> "a single value";
            case ANCHOR -> "an alias";
        };
    }
}
