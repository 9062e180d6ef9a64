package io.bascule.backup.wal;

import io.bascule.contracts.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Is told what becomes of an archive, on the thread that receives the log; not too often. */
public interface WalListener {

    /**
     * How far it has come.
     *
     * @param upTo every commit up to this instant is stored, by the clock of the database; null if
     *     that is not known
     * @param behindBytes what the server has and the store has not; null if it could not be asked
     * @param walBytes received in this process
     * @param storedBytes sent to the store in this process
     * @param changed whether archiving has begun, goes on after an interruption, or has another
     *     timeline
     */
    record Progress(
            String archiveId,
            Position position,
            @Nullable Instant upTo,
            @Nullable Long behindBytes,
            long walBytes,
            long storedBytes,
            boolean changed) {}

    /** After each look at the server, and whenever something was stored. */
    void progressed(Progress progress);

    /** Nothing is archived at the moment; it is tried again. */
    void interrupted(Instant since, String reason);

    /**
     * The log goes on elsewhere than where the archive ended.
     *
     * @param from null if the archive holds nothing that this server's log goes on from
     */
    void gap(@Nullable Position from, Position to, String reason);

    /** The first piece after a beginning or a gap is stored: a copy of the server is wanted now. */
    void copyWanted(Position since);
}
