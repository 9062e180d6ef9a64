package io.bascule.backup.policy;

import io.bascule.backup.manifest.Manifest.TableContent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether a restored database holds what the dump's snapshot held: the same tables with the same
 * columns, rows and hashes, no more and no fewer.
 */
public final class ContentComparison {

    private ContentComparison() {}

    /** The differences, one sentence each; none if the content is equal. */
    public static List<String> differences(List<TableContent> expected, List<TableContent> found) {
        var byName =
                found.stream().collect(Collectors.toMap(TableContent::table, Function.identity()));
        var differences = new ArrayList<String>();
        for (var wanted : expected) {
            var restored = byName.remove(wanted.table());
            if (restored == null) {
                differences.add("Expected table " + wanted.table() + ", but it is missing");
            } else if (!restored.columns().equals(wanted.columns())) {
                differences.add(
                        "Expected the columns ("
                                + wanted.columns()
                                + ") in "
                                + wanted.table()
                                + ", but found ("
                                + restored.columns()
                                + ")");
            } else if (restored.rows() != wanted.rows()) {
                differences.add(
                        "Expected "
                                + wanted.rows()
                                + " rows in "
                                + wanted.table()
                                + ", but found "
                                + restored.rows());
            } else if (wanted.row() != null
                    && restored.row() != null
                    && !wanted.row().equals(restored.row())) {
                differences.add(
                        "Expected to compare the content of "
                                + wanted.table()
                                + ", but the backup hashed a row as "
                                + wanted.row()
                                + ", and this version hashes it as "
                                + restored.row()
                                + "; verify it with the version that took it, or take a new one");
            } else if (!restored.hash().equals(wanted.hash())) {
                differences.add(
                        "Expected the content of "
                                + wanted.table()
                                + " to be the snapshot's, but its hash is "
                                + restored.hash()
                                + " instead of "
                                + wanted.hash());
            }
        }
        byName.keySet().stream()
                .sorted()
                .forEach(table ->
                        differences.add(
                                "Expected no table " + table + ", but the restored copy has it"));
        return differences;
    }
}
