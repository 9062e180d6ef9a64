package io.bascule.sandbox.trouble;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What befalls the pair while the stream is cut, beside orders that are written one by one. In the
 * order in which they are played: what holds a lock on the orders comes before what needs one.
 */
public enum Trouble {
    /** Transactions that span the cut: committed after it, taken back, and open at the kill. */
    LONG_TRANSACTIONS("begun before the cut; committed after it, or never"),

    /** Taken back as a whole, to a savepoint, by an error, and too large for memory. */
    ROLLBACKS("rolled back whole, in part, by an error; large ones too"),

    /** Tables made, changed, emptied and dropped. */
    DDL("tables, columns, indexes: made, changed and dropped"),

    /** A table that cannot be published: its rows cannot be told apart. */
    NO_PRIMARY_KEY("writes to a table without a primary key"),

    /** Log without a changed row. */
    ANALYZE("ANALYZE and VACUUM: log without a changed row"),

    /** The slots move on: they must not hide a part of what is lost. */
    CHECKPOINT("the primary checkpoints before it dies"),

    /** Acknowledged before it is on disk. */
    ASYNC_COMMIT("synchronous_commit=off: there is no exact number then"),

    /** Nobody can read what it had. */
    OLD_SITE_LOST("the old site never returns: bounds stay bounds"),

    /** The standby is behind for its readers and loses nothing; nothing is cut. */
    PAUSE_REPLAY("the standby's replay pauses instead of a cut");

    /** Those after which the loss is still known to the transaction. */
    public static final Set<Trouble> ALL = Set.copyOf(EnumSet.range(LONG_TRANSACTIONS, CHECKPOINT));

    private final String description;

    Trouble(String description) {
        this.description = description;
    }

    /** As people type it, such as {@code long-transactions}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** In words. */
    public String description() {
        return description;
    }

    /**
     * Reads names with commas between; {@code all} stands for every one that leaves an exact
     * number.
     *
     * @throws IllegalArgumentException naming what is not known, and every name that is
     */
    public static Set<Trouble> parse(String names) {
        var found = EnumSet.noneOf(Trouble.class);
        for (var name : names.split(",", -1)) {
            if (name.strip().equals("all")) {
                found.addAll(ALL);
            } else {
                found.add(of(name.strip()));
            }
        }
        return found;
    }

    /**
     * Looks whether they can be played together.
     *
     * @param rounds how many disasters there are
     * @throws IllegalArgumentException saying which cannot, and why
     */
    public static void mustFit(Set<Trouble> troubles, int rounds) {
        if (troubles.contains(PAUSE_REPLAY) && troubles.size() > 1) {
            throw new IllegalArgumentException(
                    "Expected pause-replay alone, but found it with "
                            + troubles.stream()
                                    .filter(t -> t != PAUSE_REPLAY)
                                    .sorted()
                                    .map(Trouble::label)
                                    .collect(Collectors.joining(", "))
                            + "; those are played while the stream is cut, and with it nothing is cut");
        }
        if (troubles.contains(OLD_SITE_LOST) && rounds > 1) {
            throw new IllegalArgumentException(
                    "Expected one round with old-site-lost, but found "
                            + rounds
                            + "; after it there is no pair left to play with");
        }
    }

    private static Trouble of(String name) {
        return Arrays.stream(values())
                .filter(trouble -> trouble.label().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "Expected troubles among "
                                        + Arrays.stream(values())
                                                .map(Trouble::label)
                                                .collect(Collectors.joining(", "))
                                        + ", or all, but found '"
                                        + name
                                        + "'"));
    }
}
