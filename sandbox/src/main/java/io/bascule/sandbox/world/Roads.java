package io.bascule.sandbox.world;

import io.bascule.sandbox.world.Ports.Use;

/**
 * By which port a place reaches what stands at another.
 *
 * @param canBeCut whether whole sites can be cut off: then all that leads to a site, and from its
 *     executor to the broker, goes through a fault proxy
 */
record Roads(Ports ports, boolean canBeCut) {

    /** The server at a site, for everybody who asks it by the plan. */
    int databaseAt(String site) {
        return ports.of(canBeCut ? siteUse(site) : databaseUse(site));
    }

    /** The server at a site, as those who stream from it reach it. */
    int replicationFrom(String site) {
        return ports.of(
                site.equals(World.PARIS) ? Use.PARIS_REPLICATION : Use.FRANKFURT_REPLICATION);
    }

    /** The broker, from a place. */
    int brokerFrom(String place) {
        return switch (place) {
            case World.FRANKFURT -> ports.of(canBeCut ? Use.FRANKFURT_TO_BROKER : Use.BROKER);
            case World.PARIS -> ports.of(canBeCut ? Use.PARIS_TO_BROKER : Use.BROKER);
            default -> ports.of(Use.BROKER);
        };
    }

    static Use databaseUse(String site) {
        return site.equals(World.PARIS) ? Use.PARIS : Use.FRANKFURT;
    }

    static Use siteUse(String site) {
        return site.equals(World.PARIS) ? Use.PARIS_SITE : Use.FRANKFURT_SITE;
    }
}
