package io.bascule.notification.message;

/**
 * What people read.
 *
 * @param urgency how soon somebody should look
 * @param title one line that says what happened to whom
 * @param text the facts, and what to do if somebody has to do something
 */
public record Message(Urgency urgency, String title, String text) {

    /** How soon somebody should look. */
    public enum Urgency {
        /** Good to know. */
        NEWS,
        /** Somebody should look in working hours. */
        ATTENTION,
        /** Somebody has to act, or an outage is going on. */
        ACT
    }
}
