package io.bascule.system.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The page of all series, and what services really serve. {@code -Dbascule.regenerate=true} writes
 * the page anew.
 */
final class MetricsPage {

    private static final Path PAGE = Tools.DOCS.resolve("metrics.md");
    private static final String OPENING = "<!-- metrics -->\n";
    private static final String CLOSING = "<!-- /metrics -->";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(dr_\\w+)` \\|");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A family of series, as it was scraped. */
    private record Family(String type, String help, Set<String> labels, Set<String> services) {}

    private final Map<String, Family> families = new TreeMap<>();

    /** The series that the page names. */
    static Set<String> documented() throws IOException {
        var names = new TreeSet<String>();
        var rows = ROW.matcher(Files.readString(PAGE));
        while (rows.find()) {
            names.add(rows.group(1));
        }
        return names;
    }

    /** Takes in what a service serves. */
    void scraped(String service, String text) {
        var help = new LinkedHashMap<String, String>();
        var types = new LinkedHashMap<String, String>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# HELP dr_")) {
                String[] words = line.split(" ", 4);
                help.put(words[2], words.length < 4 ? "" : words[3]);
            } else if (line.startsWith("# TYPE dr_")) {
                String[] words = line.split(" ", 4);
                types.put(words[2], words[3]);
            } else if (line.startsWith("dr_")) {
                String series = line.split("[{ ]", 2)[0];
                String family = familyOf(series, types);
                var known =
                        families.computeIfAbsent(
                                series,
                                _ ->
                                        new Family(
                                                types.getOrDefault(family, "untyped"),
                                                help.getOrDefault(family, ""),
                                                new TreeSet<>(),
                                                new TreeSet<>()));
                known.services().add(service);
                var labels = LABEL.matcher(line);
                while (labels.find()) {
                    known.labels().add(labels.group(1));
                    assertThat(labels.group(2))
                            .as("a label that is no id: %s", line)
                            .hasSizeLessThan(64)
                            .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
                }
            }
        }
    }

    private static String familyOf(String series, Map<String, String> types) {
        return types.containsKey(series)
                ? series
                : series.replaceFirst("_(sum|count|max|bucket)$", "");
    }

    /** What was scraped is what the page says. */
    void check() throws IOException {
        assertThat(families.values()).allSatisfy(family -> assertThat(family.help()).isNotBlank());
        var rows =
                new ArrayList<>(List.of("| series | labels | served by | |", "|---|---|---|---|"));
        families.forEach((name, family) -> rows.add(row(name, family)));
        String text = Files.readString(PAGE);
        int from = text.indexOf(OPENING) + OPENING.length();
        int to = text.indexOf(CLOSING);
        String expected =
                text.substring(0, from) + String.join("\n", rows) + "\n" + text.substring(to);
        if (Boolean.getBoolean("bascule.regenerate")) {
            Files.writeString(PAGE, expected);
            text = expected;
        }
        assertThat(Arrays.asList(text.split("\n", -1)))
                .as("%s (-Dbascule.regenerate=true writes its table anew)", PAGE)
                .isEqualTo(Arrays.asList(expected.split("\n", -1)));
    }

    private static String row(String name, Family family) {
        return "| `"
                + name
                + "` | "
                + family.labels().stream()
                        .map(label -> "`" + label + "`")
                        .collect(Collectors.joining(", "))
                + " | "
                + String.join(", ", family.services())
                + " | "
                + family.help()
                + " |";
    }
}
