package io.bascule.cli;

import io.bascule.cli.text.Words;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A measurement of lag in words; unknown never looks like zero.
 *
 * @param behind age of the oldest change that a promotion would lose
 * @param bytes write-ahead log that the standby has not flushed
 * @param age how long ago it was measured
 */
record LagWords(String behind, String bytes, String quality, String age, String detail) {

    /** A measurement counts for this long. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    static LagWords of(LagMeasured lag, Instant at, Instant now) {
        var age = Duration.between(at, now);
        boolean stale = age.compareTo(FRESH) > 0;
        var sample = lag.sample();
        var detail = detail(lag);
        if (stale || sample == null) {
            return new LagWords(
                    Words.UNKNOWN,
                    Words.UNKNOWN,
                    stale ? "stale" : Words.words(lag.quality().name()),
                    Words.duration(age) + " ago",
                    stale && sample != null ? "was " + seconds(lag) + "; " + detail : detail);
        }
        return new LagWords(
                seconds(lag),
                Words.bytes(sample.lagBytes()),
                Words.words(lag.quality().name()),
                Words.duration(age) + " ago",
                detail);
    }

    static String line(LagMeasured lag, Instant at) {
        var sample = lag.sample();
        return "%s %s  %-12s %s of %s  %12s  %10s  %s  %s"
                .formatted(
                        Words.time(at),
                        Words.zoneName(),
                        lag.application(),
                        lag.replicaSite(),
                        lag.sourceSite(),
                        seconds(lag),
                        Words.bytes(sample == null ? null : sample.lagBytes()),
                        Words.words(lag.quality().name()),
                        detail(lag))
                .stripTrailing();
    }

    private static String seconds(LagMeasured lag) {
        var sample = lag.sample();
        return sample == null
                ? Words.UNKNOWN
                : (lag.quality() == LagQuality.UPPER_BOUND ? "≤ " : "")
                        + String.format(Locale.ROOT, "%.3f s", sample.lagSeconds());
    }

    private static String detail(LagMeasured lag) {
        var lastKnown = lag.lastKnown();
        return Words.printable(
                lag.quality() == LagQuality.EXACT
                        ? ""
                        : lag.detail()
                                + (lag.sample() == null && lastKnown != null
                                        ? "; last known %.3f s at %s"
                                                .formatted(
                                                        lastKnown.lagSeconds(),
                                                        Words.time(lastKnown.measuredAt()))
                                        : ""));
    }
}
