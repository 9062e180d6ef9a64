package io.bascule.reporting.measure;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of an outage.
 *
 * @param name detect, decide, fence, promote, redirect, validate; for a planned move hold, stop,
 *     promote, redirect, validate
 * @param seconds absent when one of its two boundaries is not proven
 * @param proof ids of the facts at its boundaries
 * @param note why there is no figure, or that a boundary was clamped; empty otherwise
 */
public record Phase(
        String name,
        @Nullable Double seconds,
        @Nullable Instant from,
        @Nullable Instant to,
        List<String> proof,
        String note) {

    public Phase {
        proof = List.copyOf(proof);
    }
}
