package io.bascule.contracts.event;

import io.bascule.contracts.About;

/** The record of every delivery to people and machines. */
public sealed interface NotificationEvent extends Event {

    @About("A channel took a message")
    record NotificationDelivered(
            @About("Application") String application,
            @About("Notification id: the same over retries, the webhook-id of a webhook")
                    String notificationId,
            @About("Channel of the configuration") String channel,
            @About("Id of the event it is about") String aboutEventId,
            @About("Attempts it took, from 1") int attempts,
            @About("What the channel answered") String answer)
            implements NotificationEvent {

        @Override
        public String subject() {
            return application;
        }
    }

    @About("A channel did not take a message, and no further attempt will be made")
    record NotificationFailed(
            @About("Application") String application,
            @About("Notification id") String notificationId,
            @About("Channel of the configuration") String channel,
            @About("Id of the event it is about") String aboutEventId,
            @About("Attempts that were made") int attempts,
            @About("The last error") String reason)
            implements NotificationEvent {

        @Override
        public String subject() {
            return application;
        }
    }
}
