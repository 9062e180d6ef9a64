package io.bascule.notification.delivery;

/** A way to people or machines. */
interface Channel {

    /** Its name in the configuration, in records and in metrics. */
    String name();

    /** Tries once, within a bounded time. */
    Answer tell(Notification notification) throws InterruptedException;

    /** What came of one attempt. */
    sealed interface Answer {

        /** The channel has it. */
        record Taken(String said) implements Answer {}

        /** The channel has not; {@code forGood}: it would be useless to ask again. */
        record NotTaken(String reason, boolean forGood) implements Answer {}
    }
}
