package io.bascule.postgres;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The server that a standby streams from.
 *
 * @param user a role with REPLICATION
 * @param password null if none is needed
 * @param applicationName how the primary's {@code pg_stat_replication} names the standby
 */
public record Upstream(
        String host, int port, String user, @Nullable String password, String applicationName) {

    /** The password is not part of it. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + " as " + applicationName;
    }

    PassFile temporaryPassFile(PostgresTools tools) {
        return PassFile.temporary(tools, user, password == null ? "" : password);
    }

    /** For {@code primary_conninfo}; with a short timeout, so that a dead primary is noticed. */
    String connectionInfo(Path passFile) {
        return "host="
                + quoted(host)
                + " port="
                + port
                + " user="
                + quoted(user)
                + " application_name="
                + quoted(applicationName)
                + (password == null ? "" : " passfile=" + quoted(passFile.toString()))
                + " connect_timeout=5 keepalives_idle=5 keepalives_interval=2 keepalives_count=3";
    }

    /** For tools such as pg_rewind; the password comes by {@code PGPASSFILE}. */
    public String connectionString(String database) {
        return "host="
                + quoted(host)
                + " port="
                + port
                + " user="
                + quoted(user)
                + " dbname="
                + quoted(database)
                + " connect_timeout=5";
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
