package io.bascule.replication.watch;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How closely the monitor looks. Where it looks is in the plan.
 *
 * @param stateDir where the ledger's progress is kept
 * @param observer its name as an observer: one vote
 * @param sampleEvery how often each server is asked where it stands
 * @param probeDeadline a server that takes longer has not answered
 * @param lagEvery how often the lag is published
 * @param sampleFresh an older reading says nothing of now
 * @param sampleGap samples further apart than this only bound the lag
 * @param streamPatience how long a standby may receive nothing before that is reported
 * @param healthRepeat how often an unchanged verdict is repeated
 * @param tailEvery how often the tail's slot is advanced
 * @param drainWithin how long a ledger that is closed may take to read what is left
 */
@ConfigurationProperties("bascule.monitor")
public record MonitorSettings(
        @DefaultValue("state/replication-monitor") Path stateDir,
        @DefaultValue("monitor") String observer,
        @DefaultValue("200ms") Duration sampleEvery,
        @DefaultValue("1s") Duration probeDeadline,
        @DefaultValue("1s") Duration lagEvery,
        @DefaultValue("1s") Duration sampleFresh,
        @DefaultValue("1s") Duration sampleGap,
        @DefaultValue("1s") Duration streamPatience,
        @DefaultValue("2s") Duration healthRepeat,
        @DefaultValue("1s") Duration tailEvery,
        @DefaultValue("300ms") Duration drainWithin) {

    /** Samples kept: some 13 minutes at the default rate, and coarser beyond. */
    static final int RING = 4_096;

    public MonitorSettings {
        positive("sample-every", sampleEvery);
        positive("probe-deadline", probeDeadline);
        positive("lag-every", lagEvery);
        positive("sample-fresh", sampleFresh);
        positive("sample-gap", sampleGap);
        positive("stream-patience", streamPatience);
        positive("health-repeat", healthRepeat);
        positive("tail-every", tailEvery);
        positive("drain-within", drainWithin);
    }

    private static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "Expected bascule.monitor." + key + " above 0, but found " + value);
        }
    }
}
