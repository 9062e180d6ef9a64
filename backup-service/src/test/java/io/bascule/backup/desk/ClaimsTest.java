package io.bascule.backup.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent.BackupProgressed;
import io.bascule.contracts.event.BackupEvent.Stage;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is known of the work of other processes. */
class ClaimsTest {

    private static final Runner SELF = Runner.self();

    private final Claims claims = new Claims(SELF, Duration.ofMinutes(10));

    @Test
    void whatAnotherProcessProvesIsKnownAndWhatAnEndedOneProvedIsNot() {
        var ofThisMachine = SELF.name().split("/", -1);
        String gone = "h/" + ofThisMachine[1] + "/" + ofThisMachine[2] + "/12345/mark";
        heard("b-1", "elsewhere/boot.1/17/1/mark", Stage.VERIFYING);
        heard("b-2", gone, Stage.VERIFYING);
        heard("b-3", SELF.name(), Stage.VERIFYING);
        heard("b-4", "elsewhere/boot.1/17/1/mark", Stage.TAKING);

        assertThat(claims.isProvenElsewhere("b-1")).isTrue();
        assertThat(claims.isProvenElsewhere("b-2")).isFalse();
        assertThat(claims.isProvenElsewhere("b-3")).isFalse();
        assertThat(claims.isProvenElsewhere("b-4")).isFalse();
    }

    @Test
    void whoeverIsSilentForLongerThanItSaysIsNotAwaited() {
        var brief = new Claims(SELF, Duration.ofNanos(3));
        brief.on(progressed("b-1", "elsewhere/boot.1/17/1/mark", Stage.VERIFYING));

        assertThat(brief.isProvenElsewhere("b-1")).isFalse();
    }

    private void heard(String backupId, String runner, Stage stage) {
        claims.on(progressed(backupId, runner, stage));
    }

    private static EventEnvelope<?> progressed(String backupId, String runner, Stage stage) {
        return new EventEnvelope<>(
                backupId + runner,
                "/test",
                Instant.EPOCH,
                null,
                null,
                null,
                new BackupProgressed("orders", backupId, "nightly", runner, stage, 1, 1));
    }
}
