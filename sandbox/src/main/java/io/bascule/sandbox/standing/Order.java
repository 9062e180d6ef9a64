package io.bascule.sandbox.standing;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of the sandbox on its control socket: one line of JSON, at most 4,096 bytes.
 *
 * @param verb what is to be done
 * @param place what it is to be done to; null where the verb needs none
 */
public record Order(Verb verb, @Nullable String place) {

    /** What a sandbox can be asked. */
    public enum Verb {
        STATUS,
        BOOKS,
        DOWN,
        KILL,
        STOP,
        CUT,
        HEAL
    }
}
