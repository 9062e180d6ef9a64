package io.bascule.sandbox.demo;

import io.bascule.sandbox.demo.Outcome.Backup;
import io.bascule.sandbox.demo.Outcome.Claim;
import io.bascule.sandbox.demo.Outcome.Failback;
import io.bascule.sandbox.demo.Outcome.Lost;
import io.bascule.sandbox.demo.Outcome.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the demo claims, and whether it held. A figure that is missing is a claim that failed. */
final class Claims {

    static final double REFUSED_AT_MOST_SECONDS = 5.0;
    static final double FAILBACK_REFUSED_AT_MOST_SECONDS = 1.0;

    /** Of sums of figures that were rounded on their way. */
    private static final double ROUNDING_SECONDS = 0.002;

    private Claims() {}

    /**
     * The claims on one round; with several rounds each name says which.
     *
     * @param beyondObjective whether the stream was cut for longer than the plan lets be lost
     */
    static List<Claim> of(Round round, boolean beyondObjective, boolean several) {
        var claims = new ArrayList<Claim>();
        var prefix = several ? "round " + round.number() + ": " : "";
        claims.add(named(prefix, backup(round.backup())));
        if (beyondObjective) {
            claims.add(named(prefix, halted(round.askedBecause())));
        } else {
            claims.add(named(prefix, refused(round.writesRefusedSeconds())));
        }
        claims.add(named(prefix, loss(round.lostTransactions())));
        claims.add(named(prefix, quick(round.failback())));
        claims.add(named(prefix, whole(round.failback())));
        claims.add(named(prefix, phases(round)));
        return claims;
    }

    private static Claim backup(@Nullable Backup backup) {
        return new Claim(
                "the backup is proven by a restore",
                backup != null && backup.proven(),
                backup == null ? "no backup" : "level " + backup.level());
    }

    private static Claim refused(@Nullable Double seconds) {
        return new Claim(
                "writes are refused for at most 5 s",
                seconds != null && seconds <= REFUSED_AT_MOST_SECONDS,
                seconds(seconds),
                true);
    }

    private static Claim halted(@Nullable String because) {
        return new Claim(
                "a standby beyond the objective is promoted only when a person accepts the loss",
                because != null,
                because == null ? "nobody was asked" : because);
    }

    private static Claim loss(@Nullable Lost lost) {
        return new Claim(
                "the reported lost transactions are exactly those that are lost",
                lost != null && lost.acknowledgedNotReported() == 0 && lost.falselyReported() == 0,
                lost == null
                        ? "no report"
                        : "%d reported; of the client's, %d acknowledged and %d in doubt are missing; %d not reported, %d falsely reported"
                                .formatted(
                                        lost.reported(),
                                        lost.acknowledgedMissing(),
                                        lost.inDoubtMissing(),
                                        lost.acknowledgedNotReported(),
                                        lost.falselyReported()));
    }

    private static Claim quick(@Nullable Failback failback) {
        var seconds = failback == null ? null : failback.writesRefusedSeconds();
        return new Claim(
                "the failback refuses writes for at most 1 s",
                seconds != null && seconds <= FAILBACK_REFUSED_AT_MOST_SECONDS,
                seconds(seconds),
                true);
    }

    private static Claim whole(@Nullable Failback failback) {
        var reported = failback == null ? null : failback.lostTransactions();
        return new Claim(
                "the failback loses nothing",
                failback != null
                        && failback.acknowledgedMissing() == 0
                        && reported != null
                        && reported == 0,
                failback == null
                        ? "no failback"
                        : "%s lost by the report, %d by the client's ledger"
                                .formatted(
                                        reported == null ? "unknown" : reported.toString(),
                                        failback.acknowledgedMissing()));
    }

    private static Claim phases(Round round) {
        double sum = round.phases().values().stream().mapToDouble(Double::doubleValue).sum();
        var rto = round.rtoSeconds();
        return new Claim(
                "the phases add up to the RTO",
                rto != null && !round.phases().isEmpty() && Math.abs(sum - rto) < ROUNDING_SECONDS,
                rto == null ? "no RTO" : seconds(sum) + " of " + seconds(rto));
    }

    private static Claim named(String prefix, Claim claim) {
        return new Claim(prefix + claim.name(), claim.held(), claim.detail(), claim.isOnSpeed());
    }

    static String seconds(@Nullable Double seconds) {
        return seconds == null ? "not measured" : String.format(Locale.ROOT, "%.3f s", seconds);
    }
}
