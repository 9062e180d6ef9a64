package io.bascule.backup.seal;

import java.security.GeneralSecurityException;

/**
 * Whoever keeps a key did not answer, or refused. That says nothing about what the key seals; no
 * backup is made without it.
 */
public final class KeyUnavailableException extends GeneralSecurityException {

    KeyUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether it stands anywhere among the causes. */
    public static boolean isBehind(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof KeyUnavailableException) {
                return true;
            }
        }
        return false;
    }
}
