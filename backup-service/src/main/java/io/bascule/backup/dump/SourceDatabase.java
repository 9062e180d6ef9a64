package io.bascule.backup.dump;

import io.bascule.backbone.Secrets;
import io.bascule.contracts.plan.SecretRef;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A database to connect to. The password is resolved for each use and given to clients by
 * environment only.
 */
public record SourceDatabase(
        String host, int port, String database, String user, @Nullable SecretRef password) {

    /** What libpq's tools need to reach it, without a secret. */
    public List<String> arguments() {
        return List.of(
                "--host=" + host,
                "--port=" + port,
                "--username=" + user,
                "--dbname=" + database,
                "--no-password");
    }

    /** What they need beside that. */
    public Map<String, String> environment() {
        return password == null ? Map.of() : Map.of("PGPASSWORD", Secrets.resolve(password));
    }

    Connection connect() throws SQLException {
        return connect(Map.of());
    }

    /** A connection with more properties of the driver. */
    public Connection connect(Map<String, String> more) throws SQLException {
        var properties = new Properties();
        properties.putAll(more);
        properties.setProperty("user", user);
        if (password != null) {
            properties.setProperty("password", Secrets.resolve(password));
        }
        properties.setProperty("ApplicationName", "bascule-backup");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(
                "jdbc:postgresql://" + host + ":" + port + "/" + database, properties);
    }

    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
