package io.bascule.sandbox.demo;

import io.bascule.sandbox.demo.Narrator.Tone;
import io.bascule.sandbox.demo.Outcome.Round;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The last page of the story: the figures, and each claim with whether it held. */
final class Closing {

    private static final List<String> PHASES =
            List.of("detect", "decide", "fence", "promote", "redirect", "validate");

    private final Narrator narrator;

    Closing(Narrator narrator) {
        this.narrator = narrator;
    }

    void tell(Outcome outcome) {
        if (outcome.rounds().size() == 1) {
            figures(outcome.rounds().getFirst());
        } else if (outcome.rounds().size() > 1) {
            table(outcome.rounds());
        }
        narrator.prints(Tone.HEADING, "Claims");
        for (var claim : outcome.claims()) {
            narrator.prints(
                    claim.held() ? Tone.GOOD : Tone.BAD,
                    "  %-6s %s: %s"
                            .formatted(
                                    claim.held() ? "held" : "FAILED",
                                    claim.name(),
                                    claim.detail()));
        }
        if (outcome.failure() != null) {
            narrator.prints(
                    Tone.BAD, "  FAILED the demo was not played to its end: " + outcome.failure());
        }
        if (outcome.reportFolder() != null) {
            narrator.prints(Tone.FACT, "The reports: " + outcome.reportFolder());
        }
        narrator.prints(
                outcome.allClaimsHeld() ? Tone.GOOD : Tone.BAD,
                (outcome.allClaimsHeld() ? "Every claim held" : "Not every claim held")
                        + ", after %.0f s in all.".formatted(outcome.totalSeconds()));
    }

    private void figures(Round round) {
        narrator.prints(Tone.HEADING, "What was measured");
        narrator.prints(
                Tone.FACT,
                "  writes refused      "
                        + Claims.seconds(round.writesRefusedSeconds())
                        + "  (the client's own clock)");
        narrator.prints(
                Tone.FACT,
                "  RTO                 "
                        + Claims.seconds(round.rtoSeconds())
                        + "  ("
                        + phases(round)
                        + ")");
        narrator.prints(Tone.FACT, "  RPO                 " + Claims.seconds(round.rpoSeconds()));
        narrator.prints(Tone.FACT, "  lost transactions   " + lost(round));
        var back = round.failback();
        if (back != null) {
            narrator.prints(
                    Tone.FACT,
                    "  failback            writes refused for %s, %s lost"
                            .formatted(
                                    Claims.seconds(back.writesRefusedSeconds()),
                                    text(back.lostTransactions())));
        }
    }

    private static String lost(Round round) {
        var reported = round.reportedLoss();
        if (reported == null) {
            return "not reported";
        }
        var number =
                reported.lost() != null
                        ? reported.lost() + " reported"
                        : "at least " + text(reported.atLeast()) + " reported, no exact number";
        return number
                + "; %d acknowledged and %d in doubt are missing for the client"
                        .formatted(reported.missingAcknowledged(), reported.missingInDoubt());
    }

    private void table(List<Round> rounds) {
        narrator.prints(
                Tone.HEADING,
                "%5s %9s %9s %9s %9s %9s %9s %9s %9s"
                        .formatted(
                                "round",
                                "refused",
                                "RTO",
                                "RPO",
                                "reported",
                                "missing",
                                "in doubt",
                                "false",
                                "failback"));
        for (var round : rounds) {
            var lost = round.lostTransactions();
            var back = round.failback();
            narrator.prints(
                    Tone.FACT,
                    "%5d %9s %9s %9s %9s %9s %9s %9s %9s"
                            .formatted(
                                    round.number(),
                                    brief(round.writesRefusedSeconds()),
                                    brief(round.rtoSeconds()),
                                    brief(round.rpoSeconds()),
                                    lost == null ? "-" : lost.reported(),
                                    lost == null ? "-" : lost.acknowledgedMissing(),
                                    lost == null ? "-" : lost.inDoubtMissing(),
                                    lost == null ? "-" : lost.falselyReported(),
                                    back == null ? "-" : brief(back.writesRefusedSeconds())));
        }
    }

    private static String phases(Round round) {
        return PHASES.stream()
                .filter(round.phases()::containsKey)
                .map(p -> "%s %.3f".formatted(p, round.phases().get(p)))
                .collect(Collectors.joining(", "));
    }

    private static String brief(@Nullable Double seconds) {
        return seconds == null ? "-" : String.format(Locale.ROOT, "%.3f s", seconds);
    }

    private static String text(@Nullable Long number) {
        return number == null ? "unknown" : number.toString();
    }
}
