package io.bascule.failover.executor.haproxy;

/**
 * A server as HAProxy sees it.
 *
 * @param name in its backend
 * @param operational 0 stopped, 1 starting, 2 running, 3 stopping
 * @param administrative bit mask of the reasons for which it is out
 */
record ServerState(String name, int operational, int administrative) {

    private static final int FORCED_MAINTENANCE = 0x01;

    /** All of them but 0x04, which only tells that the configuration file has it disabled. */
    private static final int MAINTENANCE_OR_DRAIN = 0x7B;

    /** Whether it takes new sessions. */
    boolean serves() {
        return operational == 2 && (administrative & MAINTENANCE_OR_DRAIN) == 0;
    }

    /** Whether somebody took it out. */
    boolean inMaintenance() {
        return (administrative & FORCED_MAINTENANCE) != 0;
    }
}
