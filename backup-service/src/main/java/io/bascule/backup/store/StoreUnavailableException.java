package io.bascule.backup.store;

import java.io.IOException;

/**
 * The store could not be asked, or did not answer: nobody listens, it is too slow, it does not know
 * who asks, it fails. That says nothing about what lies there.
 */
public final class StoreUnavailableException extends IOException {

    StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    StoreUnavailableException(String message) {
        super(message);
    }

    /** Whether it stands anywhere among the causes. */
    public static boolean isBehind(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreUnavailableException) {
                return true;
            }
        }
        return false;
    }
}
