package io.bascule.system.restarts;

import io.bascule.contracts.event.RecoveryEvent.PlannedStep;
import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Deaths at fault points: each is armed in every service, because only the platform knows which of
 * them reaches it; after the run each must have happened in exactly one.
 */
final class Deaths {

    /** The boundaries of a step, in the order of time. */
    enum Boundary {
        COMMAND_SENT(true),
        BEFORE_EFFECT(false),
        AFTER_EFFECT(false),
        BEFORE_REPORT(false),
        AFTER_REPORT(false),
        REPORT_READ(true),
        REPORT_FOLDED(true);

        private final boolean ofTheBrain;

        Boundary(boolean ofTheBrain) {
            this.ofTheBrain = ofTheBrain;
        }

        /** Whether the brain dies there, or whoever makes the step true. */
        boolean isOfTheBrain() {
            return ofTheBrain;
        }

        String of(PlannedStep step) {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + ":" + step.kind();
        }
    }

    /** A process that died. */
    record Death(String service, String point, Instant at) {}

    private static final String FIRED = ".fired";

    private final World world;
    private final Set<String> armed = new LinkedHashSet<>();

    Deaths(World world) {
        this.world = world;
    }

    /** Whoever comes to one of these points dies there. */
    void arm(Collection<String> points) throws IOException {
        for (var point : points) {
            armed.add(point);
            for (var folder : folders()) {
                Files.createFile(folder.resolve(point));
            }
        }
    }

    /** Those that died at what was armed since the last call; what was not reached is disarmed. */
    List<Death> collect() throws IOException {
        var died = new ArrayList<Death>();
        for (var folder : folders()) {
            for (var point : armed) {
                Files.deleteIfExists(folder.resolve(point));
                var fired = folder.resolve(point + FIRED);
                if (Files.exists(fired)) {
                    var at = Instant.parse(Files.readString(fired));
                    died.add(new Death(folder.getFileName().toString(), point, at));
                    Files.delete(fired);
                }
            }
        }
        armed.clear();
        died.sort(java.util.Comparator.comparing(Death::at));
        return died;
    }

    private Stream<Path> folderStream() {
        return world.services().keySet().stream().map(world::faultPointsOf);
    }

    private List<Path> folders() {
        return folderStream().toList();
    }
}
