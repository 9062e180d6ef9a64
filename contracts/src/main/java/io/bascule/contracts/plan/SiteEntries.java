package io.bascule.contracts.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.snakeyaml.engine.v2.nodes.Node;

/** A mapping with one entry for each of an application's two sites. */
final class SiteEntries {

    final Problems problems;
    private final Set<String> sites;
    private final String primary;
    private final String recovery;

    SiteEntries(Problems problems, Set<String> sites, String primary, String recovery) {
        this.problems = problems;
        this.sites = sites;
        this.primary = primary;
        this.recovery = recovery;
    }

    /** Reads each entry; sites that are wrong, and the lack of one, are recorded as problems. */
    <T> Map<String, T> read(Section section, String field, BiFunction<Section, String, T> entry) {
        var read = new LinkedHashMap<String, T>();
        var entries = section.requiredNames(field);
        if (entries == null) {
            return read;
        }
        entries.keys()
                .forEach((site, where) -> {
                    checkSite(site, where);
                    if (entries.has(site)) {
                        read.put(site, entry.apply(entries, site));
                    }
                });
        for (String site : List.of(primary, recovery)) {
            if (!site.isEmpty()) {
                entries.requireField(site);
            }
        }
        return read;
    }

    private void checkSite(String site, Node where) {
        if (!sites.isEmpty() && !sites.contains(site)) {
            problems.add(
                    where,
                    "Expected one of the sites "
                            + String.join(", ", sites)
                            + ", but found '"
                            + site
                            + "'"
                            + Spelling.hint(site, sites));
        } else if (!primary.isEmpty()
                && !recovery.isEmpty()
                && !site.equals(primary)
                && !site.equals(recovery)) {
            problems.add(
                    where,
                    "Expected the application's sites "
                            + primary
                            + " and "
                            + recovery
                            + ", but found '"
                            + site
                            + "', where it does not run");
        }
    }
}
