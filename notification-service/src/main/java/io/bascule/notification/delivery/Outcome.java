package io.bascule.notification.delivery;

/** What became of a notification at one channel, once and for all. */
public sealed interface Outcome {

    /** The channel it is about. */
    String channel();

    /** The channel took it at this attempt, counted from 1. */
    record Delivered(String channel, int attempts, String answer) implements Outcome {}

    /** No further attempt will be made. */
    record Failed(String channel, int attempts, String reason) implements Outcome {}
}
