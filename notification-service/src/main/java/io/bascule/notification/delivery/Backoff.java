package io.bascule.notification.delivery;

import java.time.Duration;
import java.util.Optional;

/**
 * How often and how long an attempt is repeated: each pause doubles, up to a longest one, and is
 * then shortened by chance to between half and the whole of it, so that many senders do not come
 * back at the same moment.
 *
 * @param first pause after the first attempt, before chance
 * @param longest no pause is longer
 * @param attempts attempts in all, at most
 * @param within no attempt begins later than this after the notification came in
 */
public record Backoff(Duration first, Duration longest, int attempts, Duration within) {

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "Expected a first pause above zero and no longer than the longest, but found "
                            + first
                            + " and "
                            + longest);
        }
        if (attempts < 1 || attempts > 100) {
            throw new IllegalArgumentException(
                    "Expected from 1 to 100 attempts, but found " + attempts);
        }
    }

    /**
     * The pause before the next attempt; empty if there is to be none.
     *
     * @param made attempts that were made, from 1
     * @param elapsed since the notification came in
     * @param chance from 0 to 1
     */
    Optional<Duration> after(int made, Duration elapsed, double chance) {
        if (made >= attempts) {
            return Optional.empty();
        }
        double doubled = first.toMillis() * Math.pow(2, made - 1.0);
        double whole = Math.min(doubled, (double) longest.toMillis());
        var pause = Duration.ofMillis(Math.max(1, Math.round(whole * (0.5 + chance / 2))));
        return elapsed.plus(pause).compareTo(within) > 0 ? Optional.empty() : Optional.of(pause);
    }
}
