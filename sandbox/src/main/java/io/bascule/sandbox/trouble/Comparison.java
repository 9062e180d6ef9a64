package io.bascule.sandbox.trouble;

import java.util.Map;

/**
 * The platform's list of lost transactions against the client's books, transaction by transaction.
 *
 * @param listed transactions on the list
 * @param acknowledgedMissing of the client's, acknowledged and not in the database
 * @param inDoubtMissing of the client's, in doubt and not in the database
 * @param notListed acknowledged and missing, but not on the list
 * @param falselyListed on the list, but not missing, or not as the client wrote them
 * @param rolledBackListed rows on the list that the client had taken back
 * @param torn transactions of which the database holds a part
 * @param byKind the client's acknowledged ones that are missing, by what they were written for
 */
public record Comparison(
        long listed,
        long acknowledgedMissing,
        long inDoubtMissing,
        long notListed,
        long falselyListed,
        long rolledBackListed,
        long torn,
        Map<String, Tally> byKind) {

    public Comparison {
        byKind = Map.copyOf(byKind);
    }

    /**
     * Transactions of one kind.
     *
     * @param missing acknowledged, and not in the database
     * @param listed of those, on the platform's list
     */
    public record Tally(long missing, long listed) {

        /** Whether there are any, and every one is listed. */
        public boolean allListed() {
            return missing > 0 && listed == missing;
        }
    }

    /** Those of a kind; none if the client wrote none. */
    public Tally of(String kind) {
        return byKind.getOrDefault(kind, new Tally(0, 0));
    }

    /** Whether nothing is listed that the client did not lose just so. */
    public boolean nothingFalse() {
        return falselyListed == 0 && rolledBackListed == 0 && torn == 0;
    }
}
