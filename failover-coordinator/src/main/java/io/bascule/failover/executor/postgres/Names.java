package io.bascule.failover.executor.postgres;

import java.util.Locale;

/** The names of Bascule's objects in a database. */
final class Names {

    /** Logical slot of the commit ledger. */
    static final String LEDGER_SLOT = "bascule_ledger";

    /** Logical slot that keeps the tail readable: advanced only up to what the standby has. */
    static final String TAIL_SLOT = "bascule_tail";

    /** The tables whose changes are told. */
    static final String PUBLICATION = "bascule";

    private Names() {}

    /** Physical slot of the standby at a site; slot names know no dash. */
    static String slotOf(String site) {
        return "bascule_" + site.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    }
}
