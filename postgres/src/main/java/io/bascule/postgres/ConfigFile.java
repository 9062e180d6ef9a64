package io.bascule.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lines of postgresql.conf. */
final class ConfigFile {

    private ConfigFile() {}

    static List<String> lines(Map<String, String> settings) {
        return settings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> each.getKey() + " = '" + each.getValue().replace("'", "''") + "'")
                .toList();
    }

    /** The lines without those of these names, then these. */
    static List<String> merged(List<String> lines, Map<String, String> settings) {
        var all = new ArrayList<String>();
        lines.stream().filter(line -> !settings.containsKey(name(line))).forEach(all::add);
        all.addAll(lines(settings));
        return all;
    }

    private static String name(String line) {
        int equals = line.indexOf('=');
        return equals < 0 ? "" : line.substring(0, equals).strip();
    }
}
