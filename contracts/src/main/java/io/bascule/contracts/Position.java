package io.bascule.contracts;

/**
 * Where a database stands. Only positions of one system and one timeline may be compared: an offset
 * never crosses a timeline.
 */
public record Position(
        @About("PostgreSQL's system identifier: the same for a primary and its standbys")
                String systemIdentifier,
        @About("Timeline; grows by at least one with every promotion") int timeline,
        @About("Offset in the write-ahead log of that timeline") Lsn lsn) {

    /** Whether the two stand on one line, so that their offsets may be compared. */
    public boolean sameLine(Position other) {
        return timeline == other.timeline && systemIdentifier.equals(other.systemIdentifier);
    }
}
