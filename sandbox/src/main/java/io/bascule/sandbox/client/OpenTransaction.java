package io.bascule.sandbox.client;

import io.bascule.sandbox.client.Ledger.Fate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A transaction of the client's that is not over yet. What it takes back is noted at once. */
public final class OpenTransaction {

    private final String what;
    private final Connection connection;
    private final OrdersClient client;
    private final List<Long> ids = new ArrayList<>();
    private final Set<Long> touched = new HashSet<>();
    private final List<Long> unpublished = new ArrayList<>();
    private int keptAtSavepoint;

    OpenTransaction(String what, Connection connection, OrdersClient client) {
        this.what = what;
        this.connection = connection;
        this.client = client;
    }

    /** Writes orders, each a row of its own. */
    public OpenTransaction orders(int number) throws SQLException {
        long first = client.takeIds(number);
        for (long id = first; id < first + number; id++) {
            ids.add(id);
        }
        executes(
                "insert into orders (id, client, amount, placed_at) select n, 0, 1.00, clock_timestamp() from generate_series("
                        + first
                        + ", "
                        + (first + number - 1)
                        + ") n");
        return this;
    }

    /** Writes a row into a table that has a primary key named id and needs nothing else. */
    public OpenTransaction row(String table) throws SQLException {
        long id = client.takeIds(1);
        ids.add(id);
        executes("insert into " + table + " (id) values (" + id + ")");
        return this;
    }

    /** Writes a row into a table that has a column named id, but no primary key. */
    public OpenTransaction unpublishedRow(String table) throws SQLException {
        long id = client.takeIds(1);
        unpublished.add(id);
        executes("insert into " + table + " (id) values (" + id + ")");
        return this;
    }

    /** Changes an order that is there. */
    public OpenTransaction changes(long order) throws SQLException {
        touched.add(order);
        executes("update orders set amount = amount + 1 where id = " + order);
        return this;
    }

    /** Whatever changes no row of a published table. */
    public OpenTransaction executes(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return this;
    }

    /** What is written from here on can be taken back alone. */
    public OpenTransaction savepoint() throws SQLException {
        keptAtSavepoint = ids.size();
        return executes("savepoint here");
    }

    /** Takes back what was written since the savepoint. */
    public OpenTransaction backToSavepoint() throws SQLException {
        executes("rollback to savepoint here");
        var taken = ids.subList(keptAtSavepoint, ids.size());
        taken.forEach(client.ledger()::takesBack);
        taken.clear();
        return this;
    }

    /** Ids of the rows of published tables that it holds now. */
    public List<Long> ids() {
        return List.copyOf(ids);
    }

    /** Commits it. */
    public Fate commits() {
        return client.commits(connection, new Written(what, ids, touched, unpublished));
    }

    /** Takes all of it back; also for one whose connection broke before the commit was sent. */
    public void rollsBack() {
        ids.forEach(client.ledger()::takesBack);
        try {
            connection.rollback();
        } catch (SQLException _) {
            // The server is gone, and with it what was never committed.
            OrdersClient.close(connection);
        }
    }
}
