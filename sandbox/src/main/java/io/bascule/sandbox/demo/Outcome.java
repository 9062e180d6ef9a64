package io.bascule.sandbox.demo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a demo, for machines. A figure that was not measured is absent, never zero; of
 * several rounds the figures at the top are the last one's.
 *
 * @param writesRefusedSeconds the client's last acknowledgement before the kill to its first after
 * @param rtoSeconds the platform's own
 * @param phases of the RTO, by name
 */
public record Outcome(
        @Nullable Double writesRefusedSeconds,
        @Nullable Double rtoSeconds,
        Map<String, Double> phases,
        @Nullable Lost lostTransactions,
        @Nullable Failback failback,
        @Nullable Backup backup,
        Map<String, Service> services,
        double worldReadySeconds,
        double totalSeconds,
        boolean allClaimsHeld,
        List<Claim> claims,
        List<Round> rounds,
        @Nullable String failure,
        @Nullable String reportFolder) {

    public Outcome {
        phases = Map.copyOf(phases);
        services = Map.copyOf(services);
        claims = List.copyOf(claims);
        rounds = List.copyOf(rounds);
    }

    /**
     * Lost orders, by id.
     *
     * @param reported by the platform
     * @param acknowledgedMissing acknowledged to the client, and not in the database
     * @param inDoubtMissing in doubt for the client, and not in the database
     * @param acknowledgedNotReported lost for the client, and not reported
     * @param falselyReported reported, and neither of the two
     */
    public record Lost(
            long reported,
            long acknowledgedMissing,
            long inDoubtMissing,
            long acknowledgedNotReported,
            long falselyReported) {}

    /**
     * The way back.
     *
     * @param lostTransactions as the platform reports it
     * @param acknowledgedMissing as the client finds it
     */
    public record Failback(
            @Nullable Double writesRefusedSeconds,
            @Nullable Double rtoSeconds,
            @Nullable Long lostTransactions,
            long acknowledgedMissing) {}

    /** The backup and its proof. */
    public record Backup(
            long bytes, boolean proven, @Nullable Double restoreSeconds, String level) {}

    /** A service's start and size. */
    public record Service(double readySeconds, long rssBytes) {}

    /**
     * Something that the demo claims.
     *
     * @param isOnSpeed whether a slow machine alone can break it
     */
    public record Claim(String name, boolean held, String detail, boolean isOnSpeed) {

        /** A claim that holds or not, however slow the machine is. */
        public Claim(String name, boolean held, String detail) {
            this(name, held, detail, false);
        }
    }

    /**
     * One disaster and the way back.
     *
     * @param askedBecause why a person had to accept the loss first; null if nobody was asked
     */
    public record Round(
            int number,
            @Nullable String askedBecause,
            @Nullable String failoverRun,
            @Nullable String failbackRun,
            @Nullable Double writesRefusedSeconds,
            @Nullable Double rtoSeconds,
            Map<String, Double> phases,
            @Nullable Double rpoSeconds,
            @Nullable Lost lostTransactions,
            @Nullable Failback failback,
            @Nullable Backup backup) {

        public Round {
            phases = Map.copyOf(phases);
        }
    }
}
