package io.bascule.sandbox.client;

import io.bascule.sandbox.client.Ledger.Fate;
import io.bascule.sandbox.client.Ledger.Snapshot;
import java.util.List;
import java.util.Set;

/** Books of a client, for stories. */
public final class Books {

    private final Ledger ledger = new Ledger();

    /** Single orders, acknowledged. */
    public Books acknowledged(long... ids) {
        for (long id : ids) {
            told(Written.order(id), Fate.ACKNOWLEDGED);
        }
        return this;
    }

    /** A transaction of several rows, acknowledged. */
    public Books acknowledged(String what, List<Long> ids, Set<Long> touched) {
        told(new Written(what, ids, touched, List.of()), Fate.ACKNOWLEDGED);
        return this;
    }

    /** Single orders whose commit was never answered. */
    public Books inDoubt(long... ids) {
        for (long id : ids) {
            told(Written.order(id), Fate.IN_DOUBT);
        }
        return this;
    }

    /** Rows that were taken back. */
    public Books takenBack(long... ids) {
        for (long id : ids) {
            ledger.takesBack(id);
        }
        return this;
    }

    public Snapshot snapshot() {
        return ledger.snapshot();
    }

    private void told(Written transaction, Fate fate) {
        ledger.sends(transaction);
        ledger.answered(transaction, fate, System.nanoTime());
    }
}
