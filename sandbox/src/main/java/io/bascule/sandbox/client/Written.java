package io.bascule.sandbox.client;

import java.util.List;
import java.util.Set;

/**
 * One transaction as the client wrote it. Rows of published tables get their ids from one sequence
 * of the client's, whatever the table, so an id stands for one row of one transaction.
 *
 * @param what what it was written for, such as {@code order}
 * @param ids rows of published tables that it inserted and did not take back
 * @param touched ids of rows that it changed and that were there before
 * @param unpublished rows that it inserted into tables without a primary key
 */
public record Written(String what, List<Long> ids, Set<Long> touched, List<Long> unpublished) {

    static final String ORDER = "order";

    public Written {
        ids = List.copyOf(ids);
        touched = Set.copyOf(touched);
        unpublished = List.copyOf(unpublished);
    }

    /** One order. */
    static Written order(long id) {
        return new Written(ORDER, List.of(id), Set.of(), List.of());
    }

    /** Changed rows of published tables: what the platform promises to count. */
    public long rows() {
        return ids.size() + (long) touched.size();
    }

    /** Whether it changed a row of a published table, so that it counts if it is lost. */
    public boolean counts() {
        return rows() > 0;
    }
}
