package io.bascule.notification.delivery;

import io.bascule.notification.message.Message.Urgency;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log: it is always there, and it always takes a message. */
final class LogChannel implements Channel {

    private static final Logger LOG = LoggerFactory.getLogger("io.bascule.notification");

    @Override
    public String name() {
        return "log";
    }

    @Override
    public Answer tell(Notification notification) {
        var message = notification.message();
        var line = message.urgency() == Urgency.NEWS ? LOG.atInfo() : LOG.atWarn();
        line.addKeyValue("application", notification.application())
                .addKeyValue("eventId", notification.about().id())
                .log("{}: {}", message.title(), message.text());
        return new Answer.Taken("written");
    }
}
