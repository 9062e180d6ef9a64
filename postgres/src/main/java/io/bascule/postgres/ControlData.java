package io.bascule.postgres;

import java.util.HashMap;
import java.util.Map;

/**
 * What {@code pg_controldata} says of a data directory. While the server runs, it is what was true
 * at the last checkpoint.
 *
 * @param systemIdentifier the same for a primary and its standbys
 * @param state in PostgreSQL's words, such as {@code shut down} or {@code in production}
 * @param timeline timeline of the last checkpoint
 * @param checkpoint position of the last checkpoint's record
 * @param checksums whether data pages carry checksums
 * @param walSegmentBytes size of a write-ahead log file
 */
public record ControlData(
        String systemIdentifier,
        String state,
        int timeline,
        String checkpoint,
        boolean checksums,
        long walSegmentBytes) {

    /** Whether the server that last ran here as a primary was shut down cleanly. */
    public boolean cleanlyShutDown() {
        return state.equals("shut down");
    }

    static ControlData parse(String output) {
        Map<String, String> values = new HashMap<>();
        output.lines()
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    if (colon > 0) {
                        values.put(line.substring(0, colon), line.substring(colon + 1).strip());
                    }
                });
        return new ControlData(
                value(values, "Database system identifier"),
                value(values, "Database cluster state"),
                Integer.parseInt(value(values, "Latest checkpoint's TimeLineID")),
                value(values, "Latest checkpoint location"),
                !value(values, "Data page checksum version").equals("0"),
                Long.parseLong(value(values, "Bytes per WAL segment")));
    }

    private static String value(Map<String, String> values, String key) {
        var value = values.get(key);
        if (value == null) {
            throw new PostgresException(
                    "Expected '" + key + "' from pg_controldata, but found " + values.keySet());
        }
        return value;
    }
}
