package io.bascule.cli.kafka;

import java.time.Instant;

/** Where reading begins. */
public sealed interface Start {

    /** With the oldest record that is kept. */
    record Beginning() implements Start {}

    /** With the next record to come. */
    record Now() implements Start {}

    /** With the first record that was written then or later, by the time in the record. */
    record At(Instant time) implements Start {}
}
