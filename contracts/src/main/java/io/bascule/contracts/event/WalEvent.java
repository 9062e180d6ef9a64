package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far the write-ahead log is archived, and where it is not. */
public sealed interface WalEvent extends BackupEvent {

    @About(
            "The write-ahead log is in the store up to here; said when archiving begins or changes its timeline, and once a minute")
    record WalArchived(
            @About("Application") String application,
            @About("Backup job of the plan") String job,
            @About("Archive id: one per server and key, sortable by time") String archiveId,
            @About("The log is stored up to this position") Position position,
            @About(
                            "Every commit up to this instant is stored, by the clock of the database; absent as long as it is not known")
                    @Nullable Instant upTo,
            @About(
                            value =
                                    "Written by the server, and not stored yet; absent if it could not be asked",
                            unit = "bytes")
                    @Nullable Long behindBytes,
            @About(
                            value = "Log that was received since archiving began in this process",
                            unit = "bytes")
                    long walBytes,
            @About(value = "What was sent to the store for it", unit = "bytes") long storedBytes)
            implements WalEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About(
            "The write-ahead log is not archived at the moment; said after half a minute of it and then once an hour")
    record WalArchiveInterrupted(
            @About("Application") String application,
            @About("Backup job of the plan") String job,
            @About("Since when") Instant since,
            @About("What was expected and what was found") String reason,
            @About("Slot that makes the server keep what is not archived") String slot)
            implements WalEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About(
            "A piece of the write-ahead log will never be in the archive: no restore crosses it, and a new base backup is asked for")
    record WalGapFound(
            @About("Application") String application,
            @About("Backup job of the plan") String job,
            @About("The archive ends here; absent if it belongs to another server")
                    @Nullable Position from,
            @About("And goes on here") Position to,
            @About("Why") String reason)
            implements WalEvent {

        @Override
        public String subject() {
            return application;
        }
    }
}
