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
     * One row per table of users: quoted name, its columns with types in order, and the hash of a
     * row. Partitions count, their parents hold no rows.
     *
     * <p>A column is hashed by its type's own function where equality means the same text, else as
     * its text; the text of {@code char(n)} has no spaces at its end, and so hashes as the type
     * itself does. Each column has a seed and, for null, a value of its own; their XOR is the seed
     * of the row's hash, so that rows which exchange a value do not sum up to the same. This takes
     * about half of the time of {@code hash_record_extended}, which builds a tuple of each row; it
     * is left to the types that have no function that can be called.
     */
    public static final String TABLES =
            """
            SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname),
                   coalesce(string_agg(quote_ident(a.attname) || ' '
                                || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum), ''),
                   coalesce('hashint4extended(0, ' || nullif(array_to_string(ARRAY[
                       string_agg('coalesce(' || h.hash || ', ' || a.attnum || ')', ' # '
                                  ORDER BY a.attnum),
                       'hash_record_extended(ROW(' || string_agg(quote_ident(a.attname), ', '
                                  ORDER BY a.attnum) FILTER (WHERE h.hash IS NULL) || '), 0)'
                   ], ' # '), '') || ')', '')
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   LEFT JOIN pg_attribute a
                          ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   CROSS JOIN LATERAL (SELECT format(
                       CASE WHEN a.attnum IS NULL THEN NULL
                            WHEN a.atttypid = 16 THEN 'hashint4extended(%1$I::int4, %2$s)'
                            WHEN a.atttypid = 20 THEN 'hashint8extended(%1$I, %2$s)'
                            WHEN a.atttypid = 21 THEN 'hashint2extended(%1$I, %2$s)'
                            WHEN a.atttypid = 23 THEN 'hashint4extended(%1$I, %2$s)'
                            WHEN a.atttypid = 26 THEN 'hashoidextended(%1$I, %2$s)'
                            WHEN a.atttypid = 1114 THEN 'timestamp_hash_extended(%1$I, %2$s)'
                            WHEN a.atttypid = 2950 THEN 'uuid_hash_extended(%1$I, %2$s)'
                            WHEN a.atttypid = 1042
                            THEN 'hashbpcharextended(%1$I COLLATE "C", %2$s)'
                            -- bytea, date, timestamptz
                            WHEN a.atttypid IN (17, 1082, 1184) THEN NULL
                            ELSE 'hashtextextended(%1$I::text COLLATE "C", %2$s)'
                       END, a.attname, a.attnum)) AS h (hash)
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
     * @param row the hash of a row, as {@link #TABLES} says; empty for a table without columns
     */
    public static String of(String table, String row) {
        return "SELECT count(*), "
                + (row.isEmpty() ? "'0'" : "coalesce(sum(" + row + "), 0)::text")
                + " FROM ONLY "
                + table;
    }
}
