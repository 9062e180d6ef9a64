package io.bascule.reporting.measure;

import io.bascule.contracts.event.RecoveryEvent.RunKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the facts say of one run; {@link Measure} holds the algebra.
 *
 * @param epoch 0 for a run that never started
 * @param outage absent if it could not be measured
 * @param outageReason why there is no outage figure; empty if there is one
 * @param phases in order; they add up to the outage when none lacks a figure
 * @param humanWaitSeconds the part of {@code decide} that was spent waiting for a person's GO;
 *     absent if nobody was asked
 * @param backup the newest backup that was proven by a restore before the outage
 * @param complete whether no figure of this run can still improve
 * @param awaiting what is still to come, in words; empty when complete
 */
public record RunMeasurement(
        String application,
        String runId,
        RunKind kind,
        String from,
        String to,
        long epoch,
        RunOutcome outcome,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Outage outage,
        String outageReason,
        List<Phase> phases,
        @Nullable Double humanWaitSeconds,
        Loss loss,
        @Nullable ProvenBackup backup,
        boolean complete,
        List<String> awaiting) {

    public RunMeasurement {
        phases = List.copyOf(phases);
        awaiting = List.copyOf(awaiting);
    }
}
