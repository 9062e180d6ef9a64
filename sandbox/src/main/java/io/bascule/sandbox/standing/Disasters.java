package io.bascule.sandbox.standing;

import io.bascule.postgres.Signals;
import io.bascule.sandbox.world.Network.Cut;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The disasters to play with, each at a place: a site, the stream, or a process by its name. */
final class Disasters {

    private static final Duration KILLED = Duration.ofSeconds(10);
    private static final Set<String> SITES = Set.of(World.FRANKFURT, World.PARIS);
    private static final String STREAM = "stream";
    private static final String ALL = "all";

    private final World world;
    private final Map<String, List<Long>> stopped = new TreeMap<>();

    Disasters(World world) {
        this.world = world;
    }

    /** Kills a site's whole PostgreSQL, or a process, as a power cut would. */
    synchronized Answer kill(@Nullable String place) {
        var name = place(place, "kill", false);
        stopped.remove(name);
        if (SITES.contains(name)) {
            int count = world.clusterAt(name).processes().kill(KILLED);
            return count == 0
                    ? new Answer(
                            Cause.AWAITED,
                            "Expected a PostgreSQL server at " + name + ", but none runs",
                            null)
                    : Answer.done(
                            "kill -9 of all %d PostgreSQL processes at %s".formatted(count, name));
        }
        world.kill(name);
        return Answer.done("kill -9 of " + name + "; it is started again");
    }

    /** Stops a site's whole PostgreSQL, or a process: it neither answers nor ends. */
    synchronized Answer stop(@Nullable String place) {
        var name = place(place, "stop", false);
        var pids = pids(name);
        if (pids.isEmpty()) {
            return new Answer(
                    Cause.AWAITED, "Expected processes of " + name + ", but none runs", null);
        }
        pids.forEach(Signals::stop);
        stopped.put(name, pids);
        return Answer.done(
                "SIGSTOP to %d processes of %s, until ./bascule sandbox heal %s"
                        .formatted(pids.size(), name, name));
    }

    /** Cuts a site off, or the stream between the sites. */
    synchronized Answer cut(@Nullable String place) {
        var what = cutOf(place(place, "cut", true));
        boolean fresh = world.network().cut(what);
        var name = what.name().toLowerCase(Locale.ROOT);
        return Answer.done(
                name
                        + (fresh ? " is cut" : " was cut already")
                        + ", until ./bascule sandbox heal "
                        + name);
    }

    /** Undoes what was stopped and cut: at one place, or everywhere (all, or no place). */
    synchronized Answer heal(@Nullable String place) {
        boolean everywhere = place == null || place.equals(ALL);
        var healed = new TreeSet<String>();
        for (var name : List.copyOf(stopped.keySet())) {
            if (everywhere || name.equals(place)) {
                var pids = stopped.remove(name);
                if (pids != null) {
                    pids.forEach(Signals::resume);
                    healed.add(name);
                }
            }
        }
        for (var cut : Cut.values()) {
            var name = cut.name().toLowerCase(Locale.ROOT);
            if ((everywhere || name.equals(place)) && world.network().heal(cut)) {
                healed.add(name);
            }
        }
        if (!everywhere && healed.isEmpty()) {
            var _ = place(place, "heal", true);
        }
        return Answer.done(
                healed.isEmpty()
                        ? "nothing was stopped or cut" + (everywhere ? "" : " at " + place)
                        : "healed: " + String.join(", ", healed));
    }

    /** What is stopped or cut now, a line each. */
    synchronized List<String> inForce() {
        var lines = new ArrayList<String>();
        stopped.keySet().forEach(name -> lines.add(name + " is stopped"));
        world.network().cuts().stream()
                .sorted()
                .forEach(cut -> lines.add(cut.name().toLowerCase(Locale.ROOT) + " is cut"));
        return lines;
    }

    private List<Long> pids(String name) {
        if (SITES.contains(name)) {
            return world.clusterAt(name).processes().alive().stream()
                    .map(ProcessHandle::pid)
                    .toList();
        }
        return world.processes().stream()
                .filter(process -> process.name().equals(name))
                .map(World.ProcessState::pid)
                .toList();
    }

    private static Cut cutOf(String place) {
        return Cut.valueOf(place.toUpperCase(Locale.ROOT));
    }

    /** A place that this verb knows. */
    private String place(@Nullable String place, String verb, boolean network) {
        var known = new TreeSet<>(SITES);
        if (network) {
            known.add(STREAM);
        }
        if (verb.equals("heal")) {
            known.add(ALL);
        }
        if (!verb.equals("cut")) {
            known.addAll(
                    world.processes().stream()
                            .map(World.ProcessState::name)
                            .collect(Collectors.toSet()));
        }
        if (place == null || !known.contains(place)) {
            throw new SandboxException(
                    Cause.USAGE,
                    "Expected something to %s, one of %s, but found %s"
                            .formatted(
                                    verb,
                                    String.join(", ", known),
                                    place == null ? "nothing" : "'" + place + "'"));
        }
        return place;
    }
}
