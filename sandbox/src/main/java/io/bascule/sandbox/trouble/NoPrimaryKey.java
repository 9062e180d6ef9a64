package io.bascule.sandbox.trouble;

import io.bascule.sandbox.client.Clerk;
import java.sql.SQLException;
import java.util.List;

/** A table whose rows cannot be told apart: it is not published, so that its writes go on. */
final class NoPrimaryKey implements Play {

    private static final String KIND = "order and visit";
    private static final int VISITS = 6;

    private long before;
    private long after;
    private String refused = "";

    @Override
    public void prepare(Clerk clerk) throws SQLException {
        clerk.does(
                "create table if not exists visits (id bigint, page text not null default 'home')");
        for (int i = 0; i < VISITS; i++) {
            var _ = clerk.begins("visit before").unpublishedRow("visits").commits();
        }
    }

    @Override
    public String befall(Clerk clerk) throws SQLException {
        refused = "";
        try {
            for (int i = 0; i < VISITS; i++) {
                var _ = clerk.begins("visit").unpublishedRow("visits").commits();
            }
            clerk.does("update visits set page = 'basket'", "delete from visits where id < 0");
        } catch (SQLException e) {
            refused = String.valueOf(e.getMessage());
        }
        for (int i = 0; i < VISITS; i++) {
            var _ = clerk.begins(KIND).orders(1).unpublishedRow("visits").commits();
        }
        before = count(clerk);
        return "visits, a table without a primary key, is written to, updated and deleted from";
    }

    @Override
    public void lookAround(Clerk clerk) throws SQLException {
        after = count(clerk);
    }

    @Override
    public List<Finding> findings(Aftermath seen) {
        boolean named = seen.report().contains("public.visits");
        return List.of(
                new Finding(
                        "a table without a primary key is written to as ever, is not counted, and the report names it",
                        refused.isEmpty()
                                && named
                                && before - after == 2 * VISITS
                                && seen.nothingFalse()
                                && seen.lostAndListed(KIND),
                        (refused.isEmpty()
                                        ? "%d of its rows are lost and not counted"
                                                .formatted(before - after)
                                        : "refused: " + refused)
                                + (named
                                        ? ", the report names public.visits"
                                        : ", the report does not name public.visits")
                                + "; of the transactions with an order beside "
                                + seen.told(KIND)));
    }

    private static long count(Clerk clerk) throws SQLException {
        return Long.parseLong(clerk.asks("select count(*) from visits").getFirst());
    }
}
