package io.bascule.backbone;

import org.jspecify.annotations.Nullable;

/** A record that is no event of ours; the message is one line that a person can act on. */
public final class UnreadableEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableEventException(String reason, @Nullable Throwable cause) {
        super(reason.replaceAll("\\s+", " "), cause);
    }
}
