package io.bascule.replication.ledger;

import io.bascule.contracts.Lsn;

/** One line of positions: they hold on it and nowhere else. */
record LedgerLine(String site, String systemIdentifier, int timeline) {

    /** What the server says before its ledger is read. */
    record Found(LedgerLine line, boolean standby, Slot slot, Lsn flushed) {}

    /** Whether the slot stands and from where it still holds commits. */
    sealed interface Slot {
        /** Commits that end after {@code confirmed} are held. */
        record Stands(Lsn confirmed, boolean active) implements Slot {}

        /** There is none of that name. */
        record Missing() implements Slot {}
    }
}
