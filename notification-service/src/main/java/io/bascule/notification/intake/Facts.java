package io.bascule.notification.intake;

import io.bascule.contracts.EventEnvelope;
import io.bascule.notification.delivery.Notification;
import io.bascule.notification.delivery.Post;
import io.bascule.notification.message.Messages;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands facts to the post. Never waits for a channel. */
final class Facts {

    private static final Logger LOG = LoggerFactory.getLogger(Facts.class);

    private final Post post;
    private final Duration news;
    private final Clock clock;

    Facts(Post post, Duration news, Clock clock) {
        this.post = post;
        this.news = news;
        this.clock = clock;
    }

    void accept(EventEnvelope<?> fact) {
        if (fact.time().isBefore(clock.instant().minus(news))) {
            LOG.atDebug()
                    .addKeyValue("eventId", fact.id())
                    .log("Not told: {} of {} is no news", fact.type(), fact.time());
            return;
        }
        Messages.of(fact.event()).ifPresent(message -> post.send(Notification.of(fact, message)));
    }
}
