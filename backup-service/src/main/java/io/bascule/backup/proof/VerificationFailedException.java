package io.bascule.backup.proof;

import io.bascule.contracts.event.BackupEvent.ProofLevel;

/** A backup did not pass a level; the message says what was expected and what was found. */
public final class VerificationFailedException extends Exception {

    private final ProofLevel level;

    VerificationFailedException(ProofLevel level, String reason, Throwable cause) {
        super(reason, cause);
        this.level = level;
    }

    /** The first level that was not passed. */
    public ProofLevel level() {
        return level;
    }
}
