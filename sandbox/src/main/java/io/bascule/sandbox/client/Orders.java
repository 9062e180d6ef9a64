package io.bascule.sandbox.client;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** The orders that a database holds, read by the client for itself. */
public final class Orders {

    private Orders() {}

    /** Every id. */
    public static Set<Long> in(String url, String user, String password) throws SQLException {
        try (var connection = DriverManager.getConnection(url, user, password);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select id from orders")) {
            var ids = new HashSet<Long>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            return ids;
        }
    }
}
