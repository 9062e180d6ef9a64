package io.bascule.failover.executor.pgoutput;

import java.util.List;

/**
 * A table as the stream describes it before its first row.
 *
 * @param name schema-qualified
 * @param keyColumns for each column, whether it is part of the replica identity
 */
record Relation(String name, List<Boolean> keyColumns) {

    Relation {
        keyColumns = List.copyOf(keyColumns);
    }
}
