package io.bascule.backup.dump;

import java.util.List;

/**
 * The questions whose answers describe a database's content, the same for the source's snapshot and
 * for a restored copy. A table's answer is a count, and the sum of a 64-bit hash over its rows:
 * independent of the rows' order, and different if a row is missing, doubled or changed.
 */
public final class Fingerprint {

    /** The row's text depends on these; a role or a database may have set them otherwise. */
    public static final List<String> SETTINGS =
            List.of(
                    "SET timezone = 'UTC'",
                    "SET datestyle = 'ISO, YMD'",
                    "SET intervalstyle = 'postgres'",
                    "SET extra_float_digits = 3",
                    "SET bytea_output = 'hex'",
                    "SET lc_monetary = 'C'",
                    "SET xmloption = 'content'",
                    "SET row_security = off",
                    "SET search_path = pg_catalog",
                    "SET statement_timeout = 0");

    /** What the answers leave out, and why. */
    public static final List<String> NOT_COMPARED =
            List.of(
                    "sequences: they are not part of a snapshot",
                    "materialized views: a restore computes them anew",
                    "foreign tables: their rows lie elsewhere",
                    "tables of extensions: the extension brings them");

    /**
     * One row per table of users: quoted name, its columns with types in order, and what of a row
     * is hashed. Types whose equality means the same text are hashed as they are, which is several
     * times as fast; the others as their text. The text of {@code char(n)} has no spaces at its
     * end, and so hashes as the type itself does. Partitions count, their parents hold no rows.
     */
    public static final String TABLES =
            """
            SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname),
                   coalesce(string_agg(quote_ident(a.attname) || ' '
                                || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum), ''),
                   coalesce(string_agg(
                       CASE WHEN a.atttypid IN (16, 17, 20, 21, 23, 26, 1082, 1083, 1114, 1184, 2950)
                            THEN quote_ident(a.attname)
                            WHEN a.atttypid = 1042
                            THEN quote_ident(a.attname) || ' COLLATE "C"'
                            ELSE quote_ident(a.attname) || '::text COLLATE "C"'
                       END, ', ' ORDER BY a.attnum), '')
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   LEFT JOIN pg_attribute a
                          ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             WHERE c.relkind = 'r' AND c.relpersistence <> 't'
               AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
               AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                                  AND d.objid = c.oid AND d.deptype = 'e')
             GROUP BY 1
             ORDER BY 1
            """;

    /** Roles that owners and grants may name. */
    public static final String ROLES =
            "SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> 'postgres' ORDER BY 1";

    private Fingerprint() {}

    /**
     * One row: the count and the hash of a table.
     *
     * @param table quoted, as {@link #TABLES} says
     * @param row what of a row is hashed, as {@link #TABLES} says
     */
    public static String of(String table, String row) {
        return "SELECT count(*), "
                + (row.isEmpty()
                        ? "'0'"
                        : "coalesce(sum(hash_record_extended(ROW(" + row + "), 0)), 0)::text")
                + " FROM ONLY "
                + table;
    }
}
