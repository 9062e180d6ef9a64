package io.bascule.failover.executor.postgres;

import java.util.List;

/** Questions to a primary's catalogue whose answers limit what can be said of a loss. */
final class Catalogue {

    /** Tables that are named; the rest is counted. */
    private static final int NAMED = 20;

    /**
     * One row: {@code synchronous_commit} as it is configured for clients, whatever the asking
     * session has. It is {@code off}, or {@code off for} those that have it so by a setting of
     * their role or of the database, or the server's value. What a client sets in its own session
     * stands in no catalogue.
     */
    static final String SYNCHRONOUS_COMMIT =
            """
            WITH server AS (
                SELECT coalesce(
                    (SELECT lower(setting) FROM pg_file_settings
                      WHERE name = 'synchronous_commit' AND applied ORDER BY seqno DESC LIMIT 1),
                    (SELECT boot_val FROM pg_settings WHERE name = 'synchronous_commit')) AS value),
            off AS (
                SELECT CASE WHEN s.setrole = 0 THEN 'database ' || current_database()
                            ELSE 'role ' || pg_get_userbyid(s.setrole) END AS who
                  FROM pg_db_role_setting s, unnest(s.setconfig) given
                 WHERE s.setdatabase IN
                       (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
                   AND lower(given) IN ('synchronous_commit=off', 'synchronous_commit=false',
                                        'synchronous_commit=no', 'synchronous_commit=0'))
            SELECT CASE WHEN server.value IN ('off', 'false', 'no', '0') THEN 'off'
                        ELSE coalesce((SELECT 'off for ' || string_agg(DISTINCT who, ', ') FROM off),
                                      server.value) END
              FROM server
            """;

    /** One row for each table of the application that is not published, with the reason. */
    static final String NOT_COUNTED =
            """
            SELECT format('%I.%I', n.nspname, c.relname)
                   || CASE WHEN c.relpersistence = 'u' THEN ' (unlogged)'
                           WHEN c.relreplident IN ('i', 'f')
                                OR c.relreplident = 'd'
                                   AND EXISTS (SELECT 1 FROM pg_index i
                                                WHERE i.indrelid = c.oid AND i.indisprimary)
                           THEN ' (not published yet)'
                           ELSE ' (no primary key or replica identity)' END
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND c.relpersistence IN ('p', 'u')
               AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'bascule')
               AND n.nspname NOT LIKE 'pg\\_%'
               AND NOT EXISTS (SELECT 1 FROM pg_publication p
                                 JOIN pg_publication_rel r ON r.prpubid = p.oid
                                WHERE p.pubname = 'bascule' AND r.prrelid = c.oid)
             ORDER BY 1
            """;

    private Catalogue() {}

    /** Whether an answer to {@link #SYNCHRONOUS_COMMIT} says that it is off for anybody. */
    static boolean isOff(String synchronousCommit) {
        return synchronousCommit.startsWith("off");
    }

    /** Answers to {@link #NOT_COUNTED} as one text; empty if there are none. */
    static String named(List<String> tables) {
        var first = String.join(", ", tables.subList(0, Math.min(NAMED, tables.size())));
        return tables.size() <= NAMED ? first : first + " and " + (tables.size() - NAMED) + " more";
    }
}
