package io.bascule.sandbox.trouble;

import org.jspecify.annotations.Nullable;

/**
 * What is known after a round.
 *
 * @param comparison of the lists of lost transactions; null if there is no whole list
 * @param report the failover's report, as JSON; empty if there is none
 * @param listPromised whether the old site could be read, so that there must be a list
 * @param exactPromised whether every lost transaction must be on it
 */
public record Aftermath(
        @Nullable Comparison comparison,
        String report,
        boolean listPromised,
        boolean exactPromised) {

    /** Whether nothing is on the platform's list that should not be. */
    boolean nothingFalse() {
        return comparison == null ? !listPromised : comparison.nothingFalse();
    }

    /** Whether the client lost transactions of this kind, and every one is on the list. */
    boolean lostAndListed(String kind) {
        return !exactPromised || of(kind).allListed();
    }

    /** Of a kind, in words. */
    String told(String kind) {
        var tally = of(kind);
        return comparison == null
                ? "nobody can list them"
                : "%d lost, %d of them listed".formatted(tally.missing(), tally.listed());
    }

    private Comparison.Tally of(String kind) {
        return comparison == null ? new Comparison.Tally(0, 0) : comparison.of(kind);
    }
}
