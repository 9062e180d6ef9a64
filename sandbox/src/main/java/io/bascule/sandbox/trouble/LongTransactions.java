package io.bascule.sandbox.trouble;

import io.bascule.sandbox.client.Clerk;
import io.bascule.sandbox.client.OpenTransaction;
import io.bascule.sandbox.client.OrdersClient;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transactions that span the cut, on connections of their own. */
final class LongTransactions implements Play {

    private static final String KIND = "spans the cut";

    private final OrdersClient client;
    private final List<Clerk> clerks = new ArrayList<>();
    private @Nullable OpenTransaction committed;
    private @Nullable OpenTransaction takenBack;
    private @Nullable OpenTransaction open;

    LongTransactions(OrdersClient client) {
        this.client = client;
    }

    @Override
    public List<String> tables() {
        return List.of("vouchers");
    }

    @Override
    public void prepare(Clerk clerk) throws SQLException {
        clerk.does("create table if not exists vouchers (id bigint primary key)");
    }

    @Override
    public void begin() throws SQLException {
        committed = another().begins(KIND).orders(3);
        takenBack = another().begins("spans the cut, rolled back").row("vouchers");
        // The orders would be locked for whoever changes that table meanwhile.
        open = another().begins("open at the kill").row("vouchers");
    }

    @Override
    public String befall(Clerk clerk) throws SQLException {
        if (committed == null || takenBack == null || open == null) {
            throw new IllegalStateException("Expected begin before befall");
        }
        var _ = committed.orders(2).commits();
        takenBack.row("vouchers").rollsBack();
        var _ = open.row("vouchers");
        return "of the transactions that began before the cut one commits, one is taken back, one stays open";
    }

    @Override
    public void die() {
        if (open != null) {
            open.rollsBack();
        }
        clerks.forEach(Clerk::close);
        clerks.clear();
    }

    @Override
    public List<Finding> findings(Aftermath after) {
        return List.of(
                new Finding(
                        "a transaction that spans the cut is lost whole if it was committed, and not at all if it never was",
                        after.nothingFalse() && after.lostAndListed(KIND),
                        "committed after the cut: " + after.told(KIND)));
    }

    private Clerk another() throws SQLException {
        var clerk = client.clerk();
        clerks.add(clerk);
        return clerk;
    }
}
