package io.bascule.sandbox.standing;

import io.bascule.sandbox.world.SandboxException.Cause;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the sandbox answers on its control socket: one line of JSON.
 *
 * @param cause why it did not do it; null if it did
 * @param message one line for a person: what was done, or why not
 * @param facts what was asked for; null if there is nothing more to say
 */
public record Answer(@Nullable Cause cause, String message, @Nullable JsonNode facts) {

    static Answer done(String message) {
        return new Answer(null, message, null);
    }

    /** Whether it was done. */
    public boolean isDone() {
        return cause == null;
    }
}
