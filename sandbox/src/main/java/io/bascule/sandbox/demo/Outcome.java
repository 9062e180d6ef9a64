package io.bascule.sandbox.demo;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.trouble.Comparison;
import io.bascule.sandbox.trouble.Finding;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
     * Lost transactions, compared one by one.
     *
     * @param reported by the platform
     * @param acknowledgedMissing acknowledged to the client, and not in the database
     * @param inDoubtMissing in doubt for the client, and not in the database
     * @param acknowledgedNotReported lost for the client, and not reported
     * @param falselyReported reported, and neither of the two, or not as the client wrote it
     */
    public record Lost(
            long reported,
            long acknowledgedMissing,
            long inDoubtMissing,
            long acknowledgedNotReported,
            long falselyReported) {

        static Lost of(Comparison comparison) {
            return new Lost(
                    comparison.listed(),
                    comparison.acknowledgedMissing(),
                    comparison.inDoubtMissing(),
                    comparison.notListed(),
                    comparison.falselyListed() + comparison.rolledBackListed() + comparison.torn());
        }
    }

    /**
     * What the failover's report says of the loss, and what the client knows of it.
     *
     * @param figure EXACT, BOUNDS or NONE
     * @param lost transactions; absent unless exact
     * @param atLeast transactions; absent if none is known, or the number is exact
     * @param atMostSeconds no older commits were lost; absent if not known, or the time is exact
     * @param bytes of log that the target was known to lack; absent if not known
     * @param reason why it is no exact number; empty if it is one
     * @param awaiting what may still improve the report; empty if it is final
     * @param missingAcknowledged transactions that the client lost for certain
     * @param missingInDoubt transactions of which it cannot say
     * @param missingSpanSeconds between the acknowledgements of the first and the last lost one
     */
    public record ReportedLoss(
            String figure,
            @Nullable Long lost,
            @Nullable Long atLeast,
            @Nullable Double atMostSeconds,
            @Nullable Long bytes,
            String reason,
            List<String> awaiting,
            long missingAcknowledged,
            long missingInDoubt,
            double missingSpanSeconds) {

        public ReportedLoss {
            awaiting = List.copyOf(awaiting);
        }

        static ReportedLoss read(
                String report, long acknowledged, long inDoubt, double spanSeconds) {
            var json = EventJson.mapper().readTree(report);
            var loss = json.path("loss");
            return new ReportedLoss(
                    loss.path("figure").asString("NONE"),
                    loss.path("lost").isNumber() ? loss.path("lost").asLong() : null,
                    loss.path("atLeast").isNumber() ? loss.path("atLeast").asLong() : null,
                    loss.path("rpoAtMostSeconds").isNumber()
                            ? loss.path("rpoAtMostSeconds").asDouble()
                            : null,
                    loss.path("atMostBytes").isNumber() ? loss.path("atMostBytes").asLong() : null,
                    loss.path("reason").asString(""),
                    json.path("awaiting").values().stream().map(JsonNode::asString).toList(),
                    acknowledged,
                    inDoubt,
                    spanSeconds);
        }
    }

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
     * @param troubles what befell the pair beside the kill
     * @param cutSeconds from the cut to the kill
     * @param askedBecause why a person had to accept the loss first; null if nobody was asked
     */
    public record Round(
            int number,
            List<String> troubles,
            double cutSeconds,
            @Nullable String askedBecause,
            @Nullable String failoverRun,
            @Nullable String failbackRun,
            @Nullable Double writesRefusedSeconds,
            @Nullable Double rtoSeconds,
            Map<String, Double> phases,
            @Nullable Double rpoSeconds,
            @Nullable Lost lostTransactions,
            @Nullable ReportedLoss reportedLoss,
            @Nullable Failback failback,
            @Nullable Backup backup,
            List<Finding> findings) {

        public Round {
            troubles = List.copyOf(troubles);
            findings = List.copyOf(findings);
            phases = Map.copyOf(phases);
        }
    }
}
