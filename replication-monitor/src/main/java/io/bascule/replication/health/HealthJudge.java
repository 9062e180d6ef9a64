package io.bascule.replication.health;

import io.bascule.replication.moment.Moment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server answers, with hysteresis: {@value #FAILURES} failures in a row, or one that
 * proves it, against {@value #SUCCESSES} answers in a row. Until then nothing is said: unknown is
 * neither.
 *
 * <p>A failure that the observer may have caused itself, by oversleeping, does not count: it
 * neither continues nor ends a row.
 *
 * <p>Not for several threads.
 */
public final class HealthJudge {

    /** Failures in a row that make a server unhealthy. */
    public static final int FAILURES = 2;

    /** Answers in a row that make a server healthy. */
    public static final int SUCCESSES = 3;

    /** What came of one probe. */
    public sealed interface Outcome {
        /** It answered in time. */
        record Answered(Moment at, String detail) implements Outcome {}

        /**
         * It did not.
         *
         * @param proof whether this alone proves that nothing listens any more
         * @param overslept whether the observer itself was late, so that nothing follows
         */
        record Failed(Moment at, String detail, boolean proof, boolean overslept)
                implements Outcome {}
    }

    /** What is held to be true, and since when. */
    public record Verdict(boolean healthy, Moment since, String detail) {}

    private @Nullable Verdict verdict;
    private @Nullable Moment rowSince;
    private boolean rowOfAnswers;
    private int row;

    /** The new verdict, if this outcome has changed it. */
    public Optional<Verdict> see(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered a -> count(true, a.at(), a.detail(), SUCCESSES);
            case Outcome.Failed f ->
                    f.overslept()
                            ? Optional.empty()
                            : count(false, f.at(), f.detail(), f.proof() ? 1 : FAILURES);
        };
    }

    /** What is held to be true now; empty while it is unknown. */
    public Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    private Optional<Verdict> count(boolean answer, Moment at, String detail, int needed) {
        if (rowSince == null || rowOfAnswers != answer) {
            rowOfAnswers = answer;
            rowSince = at;
            row = 0;
        }
        row++;
        if (row < needed || (verdict != null && verdict.healthy() == answer)) {
            return Optional.empty();
        }
        verdict = new Verdict(answer, rowSince, detail);
        return Optional.of(verdict);
    }
}
