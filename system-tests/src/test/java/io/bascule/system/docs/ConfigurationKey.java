package io.bascule.system.docs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A key of an application.yml, read from its text, because no YAML reader keeps comments.
 *
 * <p>The comment of a key is what stands directly above it. A comment that is itself of the form
 * {@code # key: example} is a key without default.
 *
 * @param name the whole key, such as {@code bascule.monitor.observer}
 * @param value as written, quotes taken away; an example if the key has no default
 * @param given whether the value is a default
 * @param comment may be empty
 */
record ConfigurationKey(String name, String value, boolean given, String comment) {

    private static final Pattern KEY = Pattern.compile("( *)([^ #:][^ :]*):(?: +(.*))?");
    private static final Pattern ABSENT = Pattern.compile("( *)# ([a-z][^ :]*):( +[^ ]+)");

    /** The keys that have a value, in their order. */
    static List<ConfigurationKey> in(List<String> lines) {
        var keys = new ArrayList<ConfigurationKey>();
        var parents = new ArrayDeque<Parent>();
        String comment = "";
        for (String line : lines) {
            var absent = ABSENT.matcher(line);
            var key = absent.matches() ? absent : KEY.matcher(line);
            if (!key.matches()) {
                comment =
                        line.isBlank() ? "" : comment + " " + line.strip().replaceFirst("# ?", "");
                continue;
            }
            int indent = key.group(1).length();
            while (!parents.isEmpty() && parents.getLast().indent() >= indent) {
                parents.removeLast();
            }
            String prefix = parents.isEmpty() ? "" : parents.getLast().name() + ".";
            String name = prefix + key.group(2);
            String value = key.group(3) == null ? "" : key.group(3).strip();
            if (value.isEmpty()) {
                parents.addLast(new Parent(indent, name));
            } else {
                keys.add(
                        new ConfigurationKey(
                                name, unquoted(value), key != absent, comment.strip()));
            }
            comment = "";
        }
        return keys;
    }

    private static String unquoted(String value) {
        return value.replaceFirst("^\"(.*)\"$", "$1");
    }

    /** One row of a table of key, default and comment. */
    String row() {
        String shown = "`" + value.replace("|", "\\|") + "`";
        String column = value.isEmpty() ? "" : given ? shown : "none; such as " + shown;
        return "| `" + name + "` | " + column + " | " + comment.replace("|", "\\|") + " |";
    }

    private record Parent(int indent, String name) {}
}
