package io.bascule.replication.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;

/** The ledger's series of one application. */
public final class LedgerMeter {

    private final AtomicBoolean open = new AtomicBoolean();
    private final Counter commits;
    private final Counter gaps;
    private volatile boolean recordedSinceOpen;

    public LedgerMeter(MeterRegistry meters, String application) {
        Gauge.builder("dr.ledger.open", open, o -> o.get() ? 1 : 0)
                .description("1 while the commit ledger is read")
                .tag("application", application)
                .strongReference(true)
                .register(meters);
        this.commits =
                Counter.builder("dr.ledger.commits")
                        .description("Commits recorded")
                        .tag("application", application)
                        .register(meters);
        this.gaps =
                Counter.builder("dr.ledger.gaps")
                        .description("Ranges of which the ledger makes no statement")
                        .tag("application", application)
                        .register(meters);
    }

    void open(boolean isOpen) {
        open.set(isOpen);
        recordedSinceOpen = false;
    }

    void recorded(int number) {
        commits.increment(number);
        recordedSinceOpen = true;
    }

    void gap() {
        gaps.increment();
    }

    /** Whether something was read since it was opened, if only a mark. */
    boolean recordedAnything() {
        return recordedSinceOpen;
    }
}
