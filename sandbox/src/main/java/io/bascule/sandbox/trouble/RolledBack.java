package io.bascule.sandbox.trouble;

import io.bascule.sandbox.client.Clerk;
import java.sql.SQLException;
import java.util.List;

/** Transactions that are taken back: as a whole, in part, by an error, and spilled to disk. */
final class RolledBack implements Play {

    private static final String KIND = "rolled back in part";

    /** More than a decoder of the sandbox keeps in memory. */
    private static final int MANY = 12_000;

    private long takenBack;

    @Override
    public String befall(Clerk clerk) throws SQLException {
        clerk.begins("rolled back").orders(5).rollsBack();
        clerk.begins("rolled back, large").orders(MANY).rollsBack();
        var _ =
                clerk.begins(KIND)
                        .orders(2)
                        .savepoint()
                        .orders(3)
                        .backToSavepoint()
                        .orders(1)
                        .commits();
        var _ =
                clerk.begins(KIND)
                        .orders(MANY)
                        .savepoint()
                        .orders(MANY / 2)
                        .backToSavepoint()
                        .commits();
        takenBack = 5L + MANY + 3 + MANY / 2 + failed(clerk);
        return "%d orders are written and taken back, two transactions of %d rows among them"
                .formatted(takenBack, MANY);
    }

    private static int failed(Clerk clerk) throws SQLException {
        var transaction = clerk.begins("failed").orders(1);
        try {
            transaction.executes("select 1 / 0");
        } catch (SQLException _) {
            transaction.rollsBack();
            return 1;
        }
        throw new SQLException("Expected a division by zero to fail, but it did not");
    }

    @Override
    public List<Finding> findings(Aftermath after) {
        return List.of(
                new Finding(
                        "what was rolled back is never reported, and what its transaction kept is",
                        after.nothingFalse() && after.lostAndListed(KIND),
                        "%d orders taken back%s; of the transactions that kept some %s"
                                .formatted(
                                        takenBack,
                                        after.comparison() == null
                                                ? ""
                                                : ", "
                                                        + after.comparison().rolledBackListed()
                                                        + " of them reported",
                                        after.told(KIND))));
    }
}
