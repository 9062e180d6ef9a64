package io.bascule.sandbox.trouble;

import io.bascule.sandbox.client.Clerk;
import io.bascule.sandbox.client.OrdersClient;
import java.sql.SQLException;

/** The client's role commits without waiting for the disk, as its owner may choose at any time. */
final class Unsynchronised implements Play {

    private final OrdersClient client;

    Unsynchronised(OrdersClient client) {
        this.client = client;
    }

    @Override
    public void prepare(Clerk clerk) throws SQLException {
        clerk.does("alter role current_user set synchronous_commit = off");
        client.connectsAnew();
    }

    @Override
    public String befall(Clerk clerk) throws SQLException {
        return "the orders are committed with synchronous_commit="
                + clerk.asks("show synchronous_commit").getFirst();
    }

    @Override
    public void end(Clerk clerk) throws SQLException {
        clerk.does("alter role current_user reset synchronous_commit");
        client.connectsAnew();
    }
}
