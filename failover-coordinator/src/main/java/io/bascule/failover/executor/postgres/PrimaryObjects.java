package io.bascule.failover.executor.postgres;

import io.bascule.contracts.plan.ApplicationPlan;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Bascule needs in the database of an active primary, made as far as it is missing. */
final class PrimaryObjects {

    private static final Logger LOG = LoggerFactory.getLogger(PrimaryObjects.class);

    private static final List<String> TABLES =
            List.of(
                    "CREATE SCHEMA IF NOT EXISTS bascule",
                    "CREATE TABLE IF NOT EXISTS bascule.canary(id int PRIMARY KEY, n bigint, written_at timestamptz)",
                    "CREATE TABLE IF NOT EXISTS bascule.place(id int PRIMARY KEY DEFAULT 1, site text, epoch bigint)",
                    "CREATE TABLE IF NOT EXISTS bascule.validation(id int PRIMARY KEY, run text, written_at timestamptz)");

    /** Tables whose rows can be told apart in the stream, and those whose cannot. */
    private static final String CANDIDATES =
            """
            SELECT format('%I.%I', n.nspname, c.relname)
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind = 'r' AND c.relpersistence = 'p'
               AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'bascule')
               AND n.nspname NOT LIKE 'pg\\_%'
               AND (c.relreplident IN ('i', 'f')
                    OR c.relreplident = 'd'
                       AND EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)) = ?
            """;

    private static final String PUBLISHED =
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_publication_tables WHERE pubname = ?";

    private final AtomicReference<List<String>> lastUnpublished = new AtomicReference<>(List.of());

    /** Writes which site and epoch this server serves under; makes the table if need be. */
    static void writePlace(Sql sql, String site, long epoch) {
        var write =
                "INSERT INTO bascule.place AS p (id, site, epoch) VALUES (1, ?, ?)"
                        + " ON CONFLICT (id) DO UPDATE SET site = EXCLUDED.site, epoch = EXCLUDED.epoch"
                        + " WHERE (p.site, p.epoch) IS DISTINCT FROM (EXCLUDED.site, EXCLUDED.epoch)";
        try {
            sql.tryRun(write, site, epoch);
        } catch (SQLException e) {
            TABLES.forEach(sql::run);
            sql.run(write, site, epoch);
        }
    }

    /** The epoch that the server serves under by its own word; -1 if it has none. */
    static long epoch(Sql sql) {
        return sql.isTrue("SELECT to_regclass('bascule.place') IS NOT NULL")
                ? sql.text("SELECT epoch FROM bascule.place WHERE id = 1")
                        .map(Long::parseLong)
                        .orElse(-1L)
                : -1;
    }

    /** Makes all that is missing; waits for a lock or an open transaction 5 s at most. */
    void ensure(Sql sql, ApplicationPlan plan, String site, long epoch) throws SQLException {
        sql.run("SET lock_timeout = '2s'");
        sql.run("SET statement_timeout = '5s'");
        sql.run("SET client_min_messages = warning");
        TABLES.forEach(sql::run);
        grant(sql, plan.frontDoor().user());
        writePlace(sql, site, epoch);
        publish(sql);
        Slots.ensurePhysical(sql, Names.slotOf(plan.otherThan(site)));
        Slots.ensureLogical(sql, Names.TAIL_SLOT);
        Slots.ensureLogical(sql, Names.LEDGER_SLOT);
    }

    private static void grant(Sql sql, String user) {
        var role = sql.text("SELECT quote_ident(?)", user).orElseThrow();
        sql.run("GRANT USAGE ON SCHEMA bascule TO " + role);
        sql.run(
                "GRANT SELECT, INSERT, UPDATE, DELETE ON bascule.canary, bascule.validation TO "
                        + role);
        sql.run("GRANT SELECT ON bascule.place TO " + role);
    }

    /** Never for all tables: that breaks updates of every table without a replica identity. */
    private void publish(Sql sql) {
        if (sql.text("SELECT 1 FROM pg_publication WHERE pubname = ?", Names.PUBLICATION)
                .isEmpty()) {
            sql.run("CREATE PUBLICATION " + Names.PUBLICATION);
        }
        var wanted = new TreeSet<>(sql.texts(CANDIDATES, true));
        var published = new TreeSet<>(sql.texts(PUBLISHED, Names.PUBLICATION));
        var missing = new TreeSet<>(wanted);
        missing.removeAll(published);
        for (var table : missing) {
            sql.run("ALTER PUBLICATION " + Names.PUBLICATION + " ADD TABLE ONLY " + table);
        }
        published.removeAll(wanted);
        for (var table : published) {
            sql.run("ALTER PUBLICATION " + Names.PUBLICATION + " DROP TABLE ONLY " + table);
        }
        var unpublished = sql.texts(CANDIDATES, false).stream().sorted().toList();
        if (!unpublished.equals(lastUnpublished.getAndSet(unpublished)) && !unpublished.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("tables", unpublished)
                    .log("Tables without a primary key or replica identity are not in the ledger");
        }
    }
}
