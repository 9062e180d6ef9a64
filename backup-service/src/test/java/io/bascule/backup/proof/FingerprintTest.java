package io.bascule.backup.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.backup.dump.Fingerprint;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two tables have the same fingerprint if they hold the same rows, and only then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FingerprintTest {

    private static final String COLUMNS =
            "a bool, b int2, c int4, d int8, e oid, f text, g varchar(9), h char(9), i date, j timestamp,"
                    + " k timestamptz, l uuid, m bytea, n numeric, o float8, p jsonb, q int[],"
                    + " \"r \"\" s\" text, z inet";

    private static final List<String> VALUES =
            List.of(
                    "true, -1, 2, 3000000000, 4, 'five', 'six', 'seven', '2026-02-28', '2026-02-28 08:00',"
                            + " '2026-02-28 08:00Z', '00000000-0000-0000-0000-00000000000a', '\\xcafe', 1.50,"
                            + " 0.1, '{\"a\": 1}', '{1,2}', 'r', '::1'",
                    "false, 1, -2, -3000000000, 5, '', '', '', 'infinity', '-infinity', 'infinity',"
                            + " '00000000-0000-0000-0000-00000000000b', '', 'NaN', '-0', 'null', '{}', '', '10.0.0.0/8'");

    private SourceServer server;

    @BeforeAll
    void start() throws Exception {
        server = new SourceServer();
    }

    @AfterAll
    void end() throws Exception {
        server.close();
    }

    @Test
    void theOrderOfRowsDoesNotMatter() throws SQLException {
        make("one", VALUES.get(0), VALUES.get(1), VALUES.get(1));
        make("other", VALUES.get(1), VALUES.get(0), VALUES.get(1));
        assertThat(fingerprint("one")).isEqualTo(fingerprint("other")).startsWith("3 ");
    }

    static Stream<Arguments> changes() {
        var spoilt =
                Stream.of(
                        "a = NOT a",
                        "b = b + 1",
                        "c = c + 1",
                        "d = d + 1",
                        "e = 77",
                        "f = f || ' '",
                        "g = g || ' '",
                        "h = 'x' || h",
                        "i = '2026-03-01'",
                        "j = '2026-02-28 08:00:00.000001'",
                        "k = '2026-02-28 08:00:00.000001Z'",
                        "l = '00000000-0000-0000-0000-00000000000c'",
                        "m = m || '\\x00'",
                        "n = 1.5",
                        "o = 0.1 + 0.2",
                        "p = '{\"a\": 2}'",
                        "q = q || 3",
                        "\"r \"\" s\" = 'R'",
                        "z = '::2'");
        var columns = Stream.of("abcdefghijklmnopqz".split(""));
        return Stream.concat(spoilt, columns.map(column -> column + " = NULL")).map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void oneChangedValueChangesIt(String change) throws SQLException {
        make("kept", VALUES.get(0), VALUES.get(1));
        make("spoilt", VALUES.get(0), VALUES.get(1));
        server.execute("UPDATE spoilt SET " + change + " WHERE a");
        assertThat(fingerprint("spoilt")).startsWith("2 ").isNotEqualTo(fingerprint("kept"));
    }

    /** Counts and every single value stay the same. */
    @Test
    void valuesThatChangePlacesChangeIt() throws SQLException {
        server.execute(
                "DROP TABLE IF EXISTS pairs",
                "CREATE TABLE pairs (x int, y int)",
                "INSERT INTO pairs VALUES (1, 10), (2, 20), (3, NULL), (NULL, 4)");
        var before = fingerprint("pairs");
        for (var rows :
                List.of(
                        "(1, 20), (2, 10), (3, NULL), (NULL, 4)",
                        "(10, 1), (2, 20), (3, NULL), (NULL, 4)",
                        "(1, 10), (2, 20), (NULL, 3), (NULL, 4)",
                        "(1, 10), (1, 10), (3, NULL), (NULL, 4)",
                        "(1, 10), (2, 20), (3, 4), (NULL, NULL)")) {
            server.execute("TRUNCATE pairs", "INSERT INTO pairs VALUES " + rows);
            assertThat(fingerprint("pairs")).as(rows).startsWith("4 ").isNotEqualTo(before);
        }
    }

    /** Doubled rows do not cancel each other. */
    @Test
    void whichRowIsThereTwiceMatters() throws SQLException {
        make("one", VALUES.get(0), VALUES.get(0));
        make("other", VALUES.get(1), VALUES.get(1));
        assertThat(fingerprint("one")).isNotEqualTo(fingerprint("other"));
    }

    @Test
    void aTableWithoutColumnsOrRowsHasOneToo() throws SQLException {
        server.execute(
                "DROP TABLE IF EXISTS bare",
                "CREATE TABLE bare ()",
                "INSERT INTO bare DEFAULT VALUES",
                "DROP TABLE IF EXISTS hollow",
                "CREATE TABLE hollow (m bytea)");
        assertThat(fingerprint("bare")).isEqualTo("1 0");
        assertThat(fingerprint("hollow")).isEqualTo("0 0");
    }

    private void make(String table, String... rows) throws SQLException {
        server.execute(
                "DROP TABLE IF EXISTS " + table,
                "CREATE TABLE " + table + " (" + COLUMNS + ")",
                "INSERT INTO " + table + " VALUES (" + String.join("), (", rows) + ")");
    }

    private String fingerprint(String table) throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            for (var setting : Fingerprint.SETTINGS) {
                statement.execute(setting);
            }
            var row = hash(statement, "public." + table);
            try (var answer = statement.executeQuery(Fingerprint.of("public." + table, row))) {
                answer.next();
                return answer.getLong(1) + " " + answer.getString(2);
            }
        }
    }

    private static String hash(Statement statement, String table) throws SQLException {
        try (var tables = statement.executeQuery(Fingerprint.TABLES)) {
            while (tables.next()) {
                if (tables.getString(1).equals(table)) {
                    return tables.getString(3);
                }
            }
        }
        throw new AssertionError("Expected " + table + " among the tables");
    }
}
