package io.bascule.replication.health;

import io.bascule.replication.database.LineException;
import io.bascule.replication.database.LineException.Fault;
import io.bascule.replication.database.SiteQuestion;
import io.bascule.replication.database.SiteReading;
import io.bascule.replication.health.HealthJudge.Outcome;
import io.bascule.replication.moment.MonitorClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server where it stands and makes an outcome of it. A broken connection is followed by
 * another try at once: if that is refused, nothing listens there any more, which is proof enough.
 */
public final class SiteProbe {

    /** A tick or an attempt that was late by more than this was held up by the monitor itself. */
    static final Duration OWN_DELAY = Duration.ofMillis(300);

    /**
     * What came of one probe.
     *
     * @param reading null if there was no answer
     */
    public record Probed(Outcome outcome, @Nullable SiteReading reading) {}

    private final SiteQuestion question;
    private final MonitorClock clock;
    private final Duration deadline;

    public SiteProbe(SiteQuestion question, MonitorClock clock, Duration deadline) {
        this.question = question;
        this.clock = clock;
        this.deadline = deadline;
    }

    /**
     * Probes once.
     *
     * @param late by how much the monitor began late
     */
    public Probed probe(Duration late) {
        var started = clock.now();
        try {
            return answered(question.ask(deadline));
        } catch (LineException broken) {
            if (broken.fault() != Fault.BROKEN) {
                boolean overslept =
                        late.compareTo(OWN_DELAY) > 0
                                || clock.now().since(started).compareTo(deadline.plus(OWN_DELAY))
                                        > 0;
                return new Probed(
                        new Outcome.Failed(started, broken.reason(), false, overslept), null);
            }
            return again(broken);
        }
    }

    private Probed again(LineException broken) {
        var started = clock.now();
        try {
            return answered(question.ask(deadline));
        } catch (LineException e) {
            boolean proof = e.fault() == Fault.REFUSED;
            return new Probed(
                    new Outcome.Failed(
                            started,
                            proof
                                    ? "connection broken, then refused: " + e.reason()
                                    : broken.reason(),
                            proof,
                            false),
                    null);
        }
    }

    private static Probed answered(SiteReading reading) {
        String detail =
                reading.standby() ? "answers, in recovery as a standby" : "answers as a primary";
        return new Probed(new Outcome.Answered(reading.asked(), detail), reading);
    }
}
