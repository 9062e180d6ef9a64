package io.bascule.failover.executor.postgres;

import io.bascule.backbone.Secrets;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepFailedException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A session with one server, whose waits all end at a deadline. */
public final class Sql implements AutoCloseable {

    private final Connection connection;
    private final String where;

    private Sql(Connection connection, String where) {
        this.connection = connection;
        this.where = where;
    }

    /**
     * Connects to the application's server at a site.
     *
     * @throws StepFailedException if that is not possible before the deadline
     */
    public static Sql at(ApplicationPlan plan, String site, Deadline deadline) {
        try {
            return tryAt(plan, site, deadline);
        } catch (SQLException e) {
            throw new StepFailedException(
                    "Expected to reach the database at " + site + ", but " + e.getMessage(), e);
        }
    }

    /** The same, for those to whom the error itself matters. */
    public static Sql tryAt(ApplicationPlan plan, String site, Deadline deadline)
            throws SQLException {
        var server = plan.database().at(site);
        var password = server.password() == null ? null : Secrets.resolve(server.password());
        return open(
                server.host(),
                server.port(),
                plan.database().database(),
                server.user(),
                password,
                deadline);
    }

    /** Connects over TCP. */
    public static Sql open(
            String host,
            int port,
            String database,
            String user,
            @Nullable String password,
            Deadline deadline)
            throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", password);
        }
        var seconds = String.valueOf(deadline.seconds());
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("ApplicationName", "bascule-executor");
        // Bascule's own writes never wait for a standby that may be the site just lost.
        properties.setProperty("options", "-c synchronous_commit=local");
        var url = "jdbc:postgresql://" + host + ":" + port + "/" + database;
        return new Sql(DriverManager.getConnection(url, properties), host + ":" + port);
    }

    /** The driver's own session. */
    public Connection connection() {
        return connection;
    }

    /** Runs a statement. */
    public void run(String sql, Object... arguments) {
        try {
            tryRun(sql, arguments);
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** Runs a statement, for those to whom the error itself matters. */
    public void tryRun(String sql, Object... arguments) throws SQLException {
        try (var statement = prepare(sql, arguments)) {
            statement.execute();
        }
    }

    /** The first column of the first row; empty if there is no row or it is null. */
    public Optional<String> text(String sql, Object... arguments) {
        try (var statement = prepare(sql, arguments);
                var rows = statement.executeQuery()) {
            return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** The first column of every row. */
    public List<String> texts(String sql, Object... arguments) {
        try (var statement = prepare(sql, arguments);
                var rows = statement.executeQuery()) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** A truth; false if there is no row or it is null. */
    public boolean isTrue(String sql, Object... arguments) {
        return text(sql, arguments).map("t"::equals).orElse(false);
    }

    /** A position; empty if it is null. */
    public Optional<Lsn> lsn(String sql, Object... arguments) {
        return text(sql, arguments).map(Lsn::parse);
    }

    /** Whether the server is a standby, in recovery. */
    public boolean inRecovery() {
        return isTrue("SELECT pg_is_in_recovery()");
    }

    /** The timeline a primary writes to: the control file would name it only after a checkpoint. */
    public int timelineOfPrimary() {
        var file = text("SELECT pg_walfile_name(pg_current_wal_insert_lsn())").orElseThrow();
        return Integer.parseUnsignedInt(file.substring(0, 8), 16);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException _) {
            // The server may have gone; so has the session.
        }
    }

    private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
        var statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    private StepFailedException failed(String sql, SQLException e) {
        var first = sql.length() <= 60 ? sql : sql.substring(0, 60) + "…";
        return new StepFailedException(
                "Expected '" + first + "' to succeed at " + where + ", but " + e.getMessage(), e);
    }
}
