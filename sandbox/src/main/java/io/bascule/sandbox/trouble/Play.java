package io.bascule.sandbox.trouble;

import io.bascule.sandbox.client.Clerk;
import java.sql.SQLException;
import java.util.List;

/** One trouble, as it is played: each moment is optional. */
interface Play {

    /** All is well yet: what the trouble needs is made. */
    default void prepare(Clerk clerk) throws SQLException {}

    /** Tables with primary keys that the client writes to and that must be published. */
    default List<String> tables() {
        return List.of();
    }

    /** Right before the cut. */
    default void begin() throws SQLException {}

    /**
     * During the cut: what is committed now is lost.
     *
     * @return what was done, in a few words; empty for nothing to tell
     */
    default String befall(Clerk clerk) throws SQLException {
        return "";
    }

    /** The primary is dead. */
    default void die() {}

    /** The other site serves. */
    default void lookAround(Clerk clerk) throws SQLException {}

    /** What must be so, once everything was measured. */
    default List<Finding> findings(Aftermath after) {
        return List.of();
    }

    /** The round is over; what was set is set back. */
    default void end(Clerk clerk) throws SQLException {}
}
