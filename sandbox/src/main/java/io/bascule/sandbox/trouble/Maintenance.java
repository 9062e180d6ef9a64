package io.bascule.sandbox.trouble;

import io.bascule.sandbox.client.Clerk;
import java.sql.SQLException;
import java.util.List;

/** ANALYZE and VACUUM: they commit and write log, and change no row of the application. */
final class Maintenance implements Play {

    private static final String[] COMMANDS = {
        "analyze orders",
        "analyze customers",
        "vacuum (freeze) customers",
        "vacuum (analyze) orders",
        "reindex table customers"
    };

    private long bytes;

    @Override
    public String befall(Clerk clerk) throws SQLException {
        long before = position(clerk);
        clerk.does(COMMANDS);
        bytes = position(clerk) - before;
        return "ANALYZE, VACUUM and REINDEX";
    }

    @Override
    public List<Finding> findings(Aftermath after) {
        return List.of(
                new Finding(
                        "ANALYZE and VACUUM write log and are counted as no transaction",
                        bytes > 0 && after.nothingFalse(),
                        "%d commands, %d bytes of log while they ran"
                                .formatted(COMMANDS.length, bytes)));
    }

    private static long position(Clerk clerk) throws SQLException {
        return Long.parseLong(
                clerk.asks("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")
                        .getFirst());
    }
}
