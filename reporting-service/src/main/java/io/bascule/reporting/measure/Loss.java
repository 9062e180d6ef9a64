package io.bascule.reporting.measure;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run lost.
 *
 * @param figure how final it is
 * @param lost transactions lost; absent unless exact
 * @param atLeast transactions known to be lost; absent if none is known
 * @param rpoSeconds newest commit lost minus newest commit kept; absent if not known
 * @param rpoAtMostSeconds no more than this much time of commits was lost; absent if not known
 * @param atMostBytes bytes of the old server's log that lie beyond the fork at most, as the fence
 *     found its end; absent if nobody could look
 * @param method how the figure was found, in words
 * @param reason why it is missing or a bound; empty if exact
 * @param notes what a reader has to know besides
 * @param line where the target left the old primary; absent if no promotion says so
 * @param listed the first lost transactions by position
 * @param proof ids of the facts behind the count
 * @param rpoProof ids of the facts behind the seconds
 * @param isFinal whether no further fact can improve it
 */
public record Loss(
        LossFigure figure,
        @Nullable Long lost,
        @Nullable Long atLeast,
        @Nullable Double rpoSeconds,
        @Nullable Double rpoAtMostSeconds,
        @Nullable Long atMostBytes,
        String method,
        String reason,
        List<String> notes,
        @Nullable Line line,
        @Nullable Long ledgerCommitsAfterFork,
        @Nullable Instant newestLostAt,
        @Nullable Instant newestKeptAt,
        List<LostTransaction> listed,
        List<String> proof,
        List<String> rpoProof,
        boolean isFinal) {

    /** Lost transactions that are listed in full at most; the rest is counted. */
    public static final int LISTED = 50;

    public Loss {
        notes = List.copyOf(notes);
        listed = List.copyOf(listed);
        proof = List.copyOf(proof);
        rpoProof = List.copyOf(rpoProof);
    }

    /** A line of positions and where another one left it. */
    public record Line(String systemIdentifier, int timeline, Lsn fork) {}
}
