package io.bascule.backbone;

/** The broker did not acknowledge an event; it may or may not have been written. */
public final class PublishFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PublishFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
