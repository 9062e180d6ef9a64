package io.bascule.sandbox.trouble;

import io.bascule.sandbox.client.Clerk;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** DDL: lost with the primary as rows are, but no transaction of a published table. */
final class Definitions implements Play {

    private static final String KIND = "ddl";

    /** What is there after the failover if a change of the schema was not lost. */
    private static final String SURVIVORS =
            """
            select 'column orders.note' from information_schema.columns
             where table_name = 'orders' and column_name = 'note'
            union all
            select 'column customers.vip' from information_schema.columns
             where table_name = 'customers' and column_name = 'vip'
            union all
            select 'table promotions' where to_regclass('promotions') is not null
            union all
            select 'index orders_by_time' where to_regclass('orders_by_time') is not null
            union all
            select 'the drop of refunds' where to_regclass('refunds') is null
            union all
            select 'the truncation of coupons' where not exists (select from coupons)
            """;

    private final List<String> survivors = new ArrayList<>();

    @Override
    public List<String> tables() {
        return List.of("refunds", "coupons");
    }

    @Override
    public void prepare(Clerk clerk) throws SQLException {
        clerk.does(
                "create table if not exists refunds (id bigint primary key)",
                "create table if not exists coupons (id bigint primary key)");
        var _ = clerk.begins("before").row("coupons").row("coupons").commits();
    }

    @Override
    public String befall(Clerk clerk) throws SQLException {
        survivors.clear();
        clerk.does("set lock_timeout = '5s'");
        var _ = clerk.begins(KIND).row("refunds").row("refunds").commits();
        // Its rows stand in no publication: the table is younger than the newest one.
        var _ =
                clerk.begins("new table")
                        .executes("create table promotions (id bigint primary key)")
                        .unpublishedRow("promotions")
                        .commits();
        var _ =
                clerk.begins(KIND)
                        .executes("alter table orders add column note text")
                        .orders(1)
                        .commits();
        var _ = clerk.begins(KIND).executes("truncate coupons").orders(1).commits();
        var placed = clerk.begins(KIND).orders(2);
        long changed = placed.ids().getFirst();
        var _ = placed.commits();
        var _ = clerk.begins(KIND).changes(changed).orders(1).commits();
        clerk.does(
                "create index orders_by_time on orders (placed_at)",
                "alter table customers add column vip boolean not null default false",
                "drop table refunds");
        var _ = clerk.begins(KIND).orders(1).commits();
        return "tables are made, truncated and dropped, orders and customers get columns, orders an index";
    }

    @Override
    public void lookAround(Clerk clerk) throws SQLException {
        survivors.addAll(clerk.asks(SURVIVORS));
    }

    @Override
    public List<Finding> findings(Aftermath after) {
        return List.of(
                new Finding(
                        "changes of the schema are lost with the primary and counted as no transaction",
                        survivors.isEmpty() && after.nothingFalse() && after.lostAndListed(KIND),
                        (survivors.isEmpty()
                                        ? "none is left"
                                        : "left: " + String.join(", ", survivors))
                                + "; of transactions with rows beside them "
                                + after.told(KIND)));
    }
}
