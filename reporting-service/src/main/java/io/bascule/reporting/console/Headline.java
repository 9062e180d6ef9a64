package io.bascule.reporting.console;

import io.bascule.reporting.projection.Reading;
import java.util.Comparator;
import java.util.List;

/**
 * The one sentence that answers "is everything all right?".
 *
 * @param detail what to know besides; may be empty
 */
public record Headline(Tone tone, String sentence, String detail) {

    /** The worst first; what a person has to do stands before what goes on by itself. */
    private static final List<Tone> ORDER =
            List.of(Tone.ASK, Tone.BAD, Tone.BUSY, Tone.UNKNOWN, Tone.WARN, Tone.GOOD, Tone.QUIET);

    static final Comparator<Tone> WORST_FIRST = Comparator.comparingInt(ORDER::indexOf);

    static Headline of(Reading.Progress reading, List<ApplicationCard> applications, Words words) {
        return switch (reading.state()) {
            case UNREACHABLE ->
                    new Headline(
                            Tone.BAD,
                            "The broker cannot be reached",
                            "Nothing on this page is newer than "
                                    + words.clock(
                                            reading.newest() == null
                                                    ? reading.since()
                                                    : reading.newest())
                                    + ". What happened since is unknown.");
            case STARTING ->
                    new Headline(
                            Tone.BUSY, "Loading", "The topics are being opened. Wait a moment.");
            case CATCHING_UP ->
                    new Headline(
                            Tone.BUSY,
                            "Loading: " + words.count(reading.behind()) + " records to go",
                            "What is shown is as old as the facts read so far.");
            case CURRENT -> current(applications);
        };
    }

    private static Headline current(List<ApplicationCard> applications) {
        if (applications.isEmpty()) {
            return new Headline(Tone.QUIET, "No application is protected yet", "");
        }
        var worst = applications.getFirst();
        long troubled = applications.stream().filter(a -> a.badge().tone() != Tone.GOOD).count();
        if (troubled == 0) {
            return new Headline(
                    Tone.GOOD,
                    "Everything is all right",
                    (applications.size() == 1
                                    ? worst.name() + " could"
                                    : "All " + applications.size() + " applications could")
                            + " move now, within the objectives.");
        }
        String others =
                troubled == 1
                        ? ""
                        : " "
                                + (troubled - 1)
                                + " more of "
                                + applications.size()
                                + " need a look.";
        return new Headline(
                worst.badge().tone(),
                worst.name() + ": " + worst.badge().words(),
                worst.why() + others);
    }
}
