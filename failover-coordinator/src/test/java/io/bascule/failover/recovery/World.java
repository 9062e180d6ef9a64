package io.bascule.failover.recovery;

import static io.bascule.failover.recovery.Samples.FRANKFURT;
import static io.bascule.failover.recovery.Samples.PARIS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is really so, which nobody in the simulation knows for certain: databases, router, links.
 */
final class World {

    /** A database: a log of commits, and what it does with it. */
    static final class Database {
        final String site;
        final List<Integer> log = new ArrayList<>();
        boolean running = true;
        boolean primary;
        boolean following;
        boolean keptOff;

        Database(String site) {
            this.site = site;
        }

        boolean serves() {
            return running && primary;
        }
    }

    final Map<String, Database> databases = new HashMap<>();
    final List<Long> committedAt = new ArrayList<>();
    final Set<String> captured = new HashSet<>();
    final Set<String> leftByFailover = new HashSet<>();
    final Set<String> cutSites = new HashSet<>();
    @Nullable String router = FRANKFURT;
    boolean streamCut;
    long forkedUnder;
    long millis;

    World() {
        databases.put(FRANKFURT, new Database(FRANKFURT));
        databases.put(PARIS, new Database(PARIS));
        at(FRANKFURT).primary = true;
        at(PARIS).following = true;
    }

    Database at(String site) {
        var found = databases.get(site);
        if (found == null) {
            throw new IllegalStateException("Expected a site, but found " + site);
        }
        return found;
    }

    Database otherThan(String site) {
        return at(site.equals(FRANKFURT) ? PARIS : FRANKFURT);
    }

    /** Clients write through the front door, and the standby streams. */
    void pass(long until) {
        millis = until;
        var target = router;
        if (target != null && at(target).serves() && !cutSites.contains(target)) {
            at(target).log.add(committedAt.size());
            committedAt.add(millis);
        }
        for (var standby : databases.values()) {
            var source = otherThan(standby.site);
            boolean streams = !streamCut && cutSites.isEmpty() && standby.running;
            if (standby.following && streams && source.serves()) {
                follow(standby, source);
            }
        }
        if (at(FRANKFURT).serves() && at(PARIS).serves()) {
            throw new AssertionError("rule 1: two primaries at once");
        }
    }

    void follow(Database standby, Database source) {
        var have = standby.log;
        int last = have.size() - 1;
        // Commits are numbered in their order: logs that agree at a place agree before it.
        if (have.size() > source.log.size()
                || (last >= 0 && !source.log.get(last).equals(have.get(last)))) {
            throw new AssertionError(
                    "a standby follows a log that is not its own: " + standby.site);
        }
        have.addAll(List.copyOf(source.log.subList(have.size(), source.log.size())));
    }

    /** Commit times of what one has and the other lacks. */
    List<Long> missing(Database from, Database to) {
        var has = new HashSet<>(to.log);
        return from.log.stream().filter(id -> !has.contains(id)).map(committedAt::get).toList();
    }
}
