package io.bascule.reporting.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.reporting.Disaster;
import io.bascule.reporting.measure.Standing.Gap;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** If it happened now. */
@NullUnmarked // a test that meets an absent figure fails, as it should
class StandingTest {

    private static final Instant NOW = Disaster.T0.plusSeconds(100);

    private static Standing standing(Disaster disaster, Instant lagAt) {
        var facts = ApplicationFacts.of(Disaster.APPLICATION, disaster.facts());
        EventEnvelope<LagMeasured> lag = facts.last(LagMeasured.class, _ -> true).orElse(null);
        var runs = Measure.runs(facts, new HeldFacts(disaster.facts()));
        return Standing.of(Standing.Basis.of(facts, runs), lag, lagAt, NOW);
    }

    @Test
    void aMeasuredRunAFreshLagAndAProvenBackupMakeItReady() {
        var standing = standing(Disaster.survivedAndBack(3), NOW.minusSeconds(1));
        assertThat(standing.findings()).isEmpty();
        assertThat(standing.ready()).isTrue();
        assertThat(standing.rpoExposureSeconds()).isEqualTo(0.5);
        assertThat(standing.rtoExposureSeconds()).isEqualTo(1.25);
        assertThat(standing.rtoFromRun()).isEqualTo("orders-1");
    }

    @Test
    void aLagThatIsNoLongerFreshIsUnknownAndNotReady() {
        var standing = standing(Disaster.survivedAndBack(3), NOW.minusSeconds(11));
        assertThat(standing.rpoExposureSeconds()).isNull();
        assertThat(standing.findings())
                .extracting(Standing.Finding::gap)
                .containsExactly(Gap.RPO_UNKNOWN);
    }

    @Test
    void aLagBeyondTheObjectiveAndABackupThatWasNeverRestoredAreFindings() {
        var disaster =
                Disaster.survivedAndBack(3).without(BackupVerified.class).lag("lag-9", 99_000, 7.5);
        var standing = standing(disaster, NOW.minusSeconds(1));
        assertThat(standing.findings())
                .extracting(Standing.Finding::gap)
                .containsExactly(Gap.RPO_BEYOND_OBJECTIVE, Gap.NO_PROVEN_BACKUP);
        assertThat(standing.findings().getFirst().words())
                .contains("7.5 s; the objective is 5.0 s");
    }
}
