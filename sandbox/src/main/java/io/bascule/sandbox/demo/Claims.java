package io.bascule.sandbox.demo;

import io.bascule.sandbox.demo.Outcome.Backup;
import io.bascule.sandbox.demo.Outcome.Claim;
import io.bascule.sandbox.demo.Outcome.Failback;
import io.bascule.sandbox.demo.Outcome.Lost;
import io.bascule.sandbox.demo.Outcome.ReportedLoss;
import io.bascule.sandbox.demo.Outcome.Round;
import io.bascule.sandbox.trouble.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the demo claims, and whether it held. A figure that is missing is a claim that failed. */
final class Claims {

    static final double REFUSED_AT_MOST_SECONDS = 5.0;
    static final double FAILBACK_REFUSED_AT_MOST_SECONDS = 1.0;

    /** Of sums of figures that were rounded on their way. */
    private static final double ROUNDING_SECONDS = 0.002;

    private Claims() {}

    /** How much older than the log on disk an acknowledgement can be without it: thrice 0.2 s. */
    private static final double UNWRITTEN_SECONDS = 0.6;

    /**
     * The claims on one round; with several rounds each name says which.
     *
     * @param objective what the plan allows to be lost: beyond it a person must have been asked
     */
    static List<Claim> of(Round round, Set<Trouble> troubles, Duration objective, boolean several) {
        var claims = new ArrayList<Claim>();
        var prefix = several ? "round " + round.number() + ": " : "";
        claims.add(backup(round.backup()));
        if (!troubles.contains(Trouble.PAUSE_REPLAY)
                && round.cutSeconds() > objective.toMillis() / 1e3) {
            claims.add(halted(round.askedBecause()));
        } else {
            claims.add(refused(round.writesRefusedSeconds()));
        }
        boolean siteLost = troubles.contains(Trouble.OLD_SITE_LOST);
        if (siteLost) {
            claims.add(neverFinal(round.reportedLoss()));
        }
        if (troubles.contains(Trouble.ASYNC_COMMIT)) {
            claims.add(noNumber(round.reportedLoss()));
        }
        if (!siteLost && !troubles.contains(Trouble.ASYNC_COMMIT)) {
            claims.add(loss(round.lostTransactions(), round.reportedLoss()));
        }
        if (siteLost || troubles.contains(Trouble.ASYNC_COMMIT)) {
            claims.add(atLeast(round.reportedLoss(), round.lostTransactions()));
            claims.add(
                    atMost(
                            round.reportedLoss(),
                            troubles.contains(Trouble.ASYNC_COMMIT) ? UNWRITTEN_SECONDS : 0));
        }
        if (!siteLost) {
            claims.add(quick(round.failback()));
            claims.add(whole(round.failback()));
        }
        claims.add(phases(round));
        round.findings().forEach(f -> claims.add(new Claim(f.claim(), f.held(), f.detail())));
        return claims.stream().map(claim -> named(prefix, claim)).toList();
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

    private static Claim loss(@Nullable Lost lost, @Nullable ReportedLoss reported) {
        return new Claim(
                "the reported lost transactions are exactly those that are lost",
                lost != null
                        && reported != null
                        && Long.valueOf(lost.reported()).equals(reported.lost())
                        && lost.acknowledgedNotReported() == 0
                        && lost.falselyReported() == 0,
                lost == null || reported == null
                        ? "no report"
                        : "%s reported; of the client's, %d acknowledged and %d in doubt are missing; %d not reported, %d falsely reported"
                                .formatted(
                                        said(reported),
                                        lost.acknowledgedMissing(),
                                        lost.inDoubtMissing(),
                                        lost.acknowledgedNotReported(),
                                        lost.falselyReported()));
    }

    /** What the report gives as the number, with what was listed if that is another one. */
    private static String said(ReportedLoss reported) {
        return reported.lost() == null
                ? "no number (" + reported.reason() + ")"
                : reported.lost().toString();
    }

    private static Claim noNumber(@Nullable ReportedLoss reported) {
        return new Claim(
                "with synchronous_commit=off no exact number is reported, and the report says why",
                reported != null
                        && reported.lost() == null
                        && reported.reason().contains("synchronous_commit"),
                reported == null ? "no report" : said(reported));
    }

    private static Claim neverFinal(@Nullable ReportedLoss reported) {
        return new Claim(
                "while the old site cannot be read the report gives bounds and names what is awaited",
                reported != null
                        && reported.figure().equals("BOUNDS")
                        && reported.lost() == null
                        && reported.awaiting().stream().anyMatch(a -> a.contains("tail")),
                reported == null
                        ? "no report"
                        : reported.figure()
                                + ", awaiting "
                                + String.join("; ", reported.awaiting()));
    }

    private static Claim atLeast(@Nullable ReportedLoss reported, @Nullable Lost lost) {
        boolean below =
                reported != null
                        && reported.atLeast() != null
                        && reported.atLeast()
                                <= reported.missingAcknowledged() + reported.missingInDoubt();
        return new Claim(
                "what is reported to be lost at least is lost",
                below && (lost == null || lost.falselyReported() == 0),
                reported == null
                        ? "no report"
                        : "at least %s reported; of the client's, %d acknowledged and %d in doubt are missing%s"
                                .formatted(
                                        reported.atLeast(),
                                        reported.missingAcknowledged(),
                                        reported.missingInDoubt(),
                                        lost == null
                                                ? ""
                                                : "; %d stand in no log, %d falsely reported"
                                                        .formatted(
                                                                lost.acknowledgedNotReported(),
                                                                lost.falselyReported())));
    }

    private static Claim atMost(@Nullable ReportedLoss reported, double unwritten) {
        return new Claim(
                "no older orders are lost than the report allows for",
                reported != null
                        && reported.atMostSeconds() != null
                        && reported.missingSpanSeconds() <= reported.atMostSeconds() + unwritten,
                reported == null
                        ? "no report"
                        : "at most %s reported; the client lost those of %s"
                                .formatted(
                                        seconds(reported.atMostSeconds()),
                                        seconds(reported.missingSpanSeconds())));
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
