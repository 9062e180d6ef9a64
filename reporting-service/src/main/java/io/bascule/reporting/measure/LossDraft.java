package io.bascule.reporting.measure;

import io.bascule.contracts.event.RecoveryEvent.LossEstimate;
import io.bascule.contracts.event.ReplicationEvent.LagQuality;
import io.bascule.contracts.event.ReportEvent.LossFigure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what a loss figure rests on and gives it its final form. */
final class LossDraft {

    private final RunFacts run;
    private final Set<String> proof = new LinkedHashSet<>();
    private final List<String> notes = new ArrayList<>();
    private Loss.@Nullable Line line;
    private @Nullable LedgerCount ledger;
    private @Nullable Tail tail;
    private boolean gapBeforeFork;
    private @Nullable Long atMostBytes;

    LossDraft(RunFacts run) {
        this.run = run;
    }

    void proof(String eventId) {
        proof.add(eventId);
    }

    void note(String note) {
        notes.add(note);
    }

    void line(Loss.Line found) {
        line = found;
    }

    void ledger(LedgerCount count) {
        ledger = count;
    }

    void tail(Tail listed) {
        tail = listed;
    }

    void gapBeforeFork(boolean gap) {
        gapBeforeFork = gap;
    }

    void atMostBytes(long bytes) {
        atMostBytes = bytes;
    }

    Loss none(String reason, String method, boolean isFinal) {
        return loss(LossFigure.NONE, null, null, null, null, method, reason, List.of(), isFinal);
    }

    Loss nothingLost(String method) {
        return loss(LossFigure.EXACT, 0L, null, 0.0, null, method, "", List.copyOf(proof), true);
    }

    Loss bounds(String reason, boolean isFinal) {
        long known = tail != null ? tail.transactions() : ledger == null ? 0 : ledger.lost();
        var estimate = run.estimate();
        if (estimate.lagEventId() != null) {
            proof.add(estimate.lagEventId());
        }
        run.started().ifPresent(e -> proof.add(e.id()));
        return loss(
                LossFigure.BOUNDS,
                null,
                known > 0 ? known : null,
                null,
                atMostSeconds(estimate),
                (tail == null
                                ? "At least what the commit ledger recorded after the fork"
                                : "At least what the old server's log holds after the fork")
                        + "; at most the seconds by which the target was stale when the outage began, and the bytes of the old server's log beyond the fork",
                reason,
                List.of(),
                isFinal);
    }

    Loss exact(long lost, String method) {
        @Nullable Instant newestLost = newestLostAt();
        @Nullable Instant newestKept = ledger == null ? null : ledger.newestKeptAt();
        if (newestLost == null || newestKept == null || ledger == null) {
            return loss(
                    LossFigure.EXACT,
                    lost,
                    null,
                    null,
                    atMostSeconds(run.estimate()),
                    method,
                    "RPO in seconds: the ledger holds no commit that was kept on this timeline",
                    List.of(),
                    true);
        }
        double seconds = Math.max(0, Duration.between(newestKept, newestLost).toNanos() / 1e9);
        var rpoProof = new LinkedHashSet<String>();
        if (ledger.newestKeptRecord() != null) {
            rpoProof.add(ledger.newestKeptRecord());
        }
        if (tail != null) {
            rpoProof.addAll(tail.records().named());
        }
        boolean complete = ledger.lost() > 0 && !gapBeforeFork;
        return loss(
                LossFigure.EXACT,
                lost,
                null,
                complete ? seconds : null,
                complete ? null : seconds,
                method,
                complete
                        ? ""
                        : "RPO in seconds is an upper bound: the ledger may lack commits that were kept"
                                + (gapBeforeFork ? ", it has a gap" : ", it ends before the fork"),
                List.copyOf(rpoProof),
                true);
    }

    private Loss loss(
            LossFigure figure,
            @Nullable Long lost,
            @Nullable Long atLeast,
            @Nullable Double rpoSeconds,
            @Nullable Double rpoAtMostSeconds,
            String method,
            String reason,
            List<String> rpoProof,
            boolean isFinal) {
        return new Loss(
                figure,
                lost,
                atLeast,
                rpoSeconds,
                rpoAtMostSeconds,
                atMostBytes,
                method,
                reason,
                notes,
                line,
                ledger == null || !ledger.any() ? null : ledger.lost(),
                figure == LossFigure.NONE ? null : newestLostAt(),
                ledger == null ? null : ledger.newestKeptAt(),
                tail == null ? List.of() : tail.first(),
                List.copyOf(proof),
                rpoProof,
                isFinal);
    }

    private @Nullable Instant newestLostAt() {
        if (tail != null) {
            return tail.newestLostAt();
        }
        return ledger == null ? null : ledger.newestLostAt();
    }

    private static @Nullable Double atMostSeconds(LossEstimate estimate) {
        return estimate.quality() == LagQuality.UNKNOWN ? null : estimate.atMostSeconds();
    }
}
