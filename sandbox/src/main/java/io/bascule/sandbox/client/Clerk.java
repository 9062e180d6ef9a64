package io.bascule.sandbox.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A further hand of the client, on one connection: does by script what applications do beside
 * writing one order at a time, and notes it in the same ledger. For one thread.
 */
public final class Clerk implements AutoCloseable {

    private final OrdersClient client;
    private final Connection connection;

    Clerk(OrdersClient client, Connection connection) {
        this.client = client;
        this.connection = connection;
    }

    /** Executes statements, each on its own, such as definitions of tables. */
    public void does(String... statements) throws SQLException {
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the rows of a question, as text. */
    public List<String> asks(String question) throws SQLException {
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(question)) {
            var answers = new ArrayList<String>();
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        }
    }

    /** Begins a transaction; the next one may begin once it is over. */
    public OpenTransaction begins(String what) throws SQLException {
        connection.setAutoCommit(false);
        return new OpenTransaction(what, connection, client);
    }

    @Override
    public void close() {
        OrdersClient.close(connection);
    }
}
