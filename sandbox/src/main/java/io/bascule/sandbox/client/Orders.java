package io.bascule.sandbox.client;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rows that a database holds, read by the client for itself. */
public final class Orders {

    /** The table of which every application has at least this one. */
    public static final String ORDERS = "orders";

    private Orders() {}

    /** Every id of the orders. */
    public static Set<Long> in(String url, String user, String password) throws SQLException {
        return in(url, user, password, List.of(ORDERS));
    }

    /** Every id in these tables, as one state of the database; a table that is gone holds none. */
    public static Set<Long> in(String url, String user, String password, Collection<String> tables)
            throws SQLException {
        try (var connection = DriverManager.getConnection(url, user, password);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set transaction isolation level repeatable read, read only");
            statement.setFetchSize(10_000);
            var ids = new HashSet<Long>();
            for (var table : tables) {
                if (!exists(statement, table)) {
                    continue;
                }
                try (var rows = statement.executeQuery("select id from " + table)) {
                    while (rows.next()) {
                        ids.add(rows.getLong(1));
                    }
                }
            }
            connection.commit();
            return ids;
        }
    }

    private static boolean exists(java.sql.Statement statement, String table) throws SQLException {
        try (var answer =
                statement.executeQuery("select to_regclass('" + table + "') is not null")) {
            return answer.next() && answer.getBoolean(1);
        }
    }
}
