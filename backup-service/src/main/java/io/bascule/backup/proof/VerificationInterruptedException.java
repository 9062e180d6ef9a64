package io.bascule.backup.proof;

import io.bascule.contracts.event.BackupEvent.ProofLevel;

/**
 * A level could not be looked at, because of the store or of this machine: it is neither passed nor
 * failed, and nothing is said about the backup.
 */
public final class VerificationInterruptedException extends Exception {

    private final ProofLevel level;

    VerificationInterruptedException(ProofLevel level, String reason, Throwable cause) {
        super(reason, cause);
        this.level = level;
    }

    /** The level that could not be looked at. */
    public ProofLevel level() {
        return level;
    }
}
