package io.bascule.notification.delivery;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom to tell, and how hard to try.
 *
 * @param webhooks at most 16
 * @param queue notifications that may wait for one channel, from 1 to 10,000
 * @param connectWithin a connection that takes longer has failed
 * @param answerWithin an attempt that takes longer in all has failed
 * @param retry how often and how long
 * @param communicateWithin the step COMMUNICATE reports after this long at the latest, and names
 *     the channels that have not taken the message yet
 * @param news a fact older than this is no news and not told
 */
@ConfigurationProperties("bascule.notification")
public record NotificationSettings(
        @DefaultValue List<Hook> webhooks,
        @DefaultValue("500") int queue,
        @DefaultValue("2s") Duration connectWithin,
        @DefaultValue("5s") Duration answerWithin,
        @DefaultValue Retry retry,
        @DefaultValue("3s") Duration communicateWithin,
        @DefaultValue("1h") Duration news) {

    private static final int MOST_WEBHOOKS = 16;

    public NotificationSettings {
        webhooks = List.copyOf(webhooks);
        var names = new HashSet<String>();
        if (!webhooks.stream().allMatch(hook -> names.add(hook.name()))
                || webhooks.size() > MOST_WEBHOOKS) {
            throw new IllegalArgumentException(
                    "Expected at most "
                            + MOST_WEBHOOKS
                            + " bascule.notification.webhooks of different names, but found "
                            + webhooks.stream().map(Hook::name).toList());
        }
        if (queue < 1 || queue > 10_000) {
            throw new IllegalArgumentException(
                    "Expected bascule.notification.queue from 1 to 10000, but found " + queue);
        }
        positive("connect-within", connectWithin);
        positive("answer-within", answerWithin);
        positive("communicate-within", communicateWithin);
        positive("news", news);
    }

    private static void positive(String key, Duration duration) {
        if (duration.toMillis() <= 0) {
            throw new IllegalArgumentException(
                    "Expected bascule.notification."
                            + key
                            + " of at least 1ms, but found "
                            + duration);
        }
    }

    /**
     * A generic webhook.
     *
     * @param name its name in records and metrics; {@code log} is taken
     * @param url where to, http or https
     * @param secret the name of its secret, {@code env:NAME} or {@code file:PATH}; there stands one
     *     {@code whsec_...}, or several while they are changed, separated by white space
     */
    public record Hook(String name, URI url, String secret) {
        public Hook {
            if (!name.matches("[a-z0-9][a-z0-9-]{0,62}") || name.equals("log")) {
                throw new IllegalArgumentException(
                        "Expected a webhook's name of lower-case letters, digits and dashes other than log, but found '"
                                + name
                                + "'");
            }
            String scheme = String.valueOf(url.getScheme());
            if (!scheme.matches("https?") || url.getHost() == null) {
                throw new IllegalArgumentException(
                        "Expected an http or https url of webhook " + name + ", but found another");
            }
        }
    }

    /**
     * How often and how long an attempt is repeated.
     *
     * @param first pause after the first attempt, before chance shortens it
     * @param longest no pause is longer
     * @param attempts attempts in all, at most
     * @param within no attempt begins later than this after the first
     */
    public record Retry(
            @DefaultValue("500ms") Duration first,
            @DefaultValue("1m") Duration longest,
            @DefaultValue("10") int attempts,
            @DefaultValue("5m") Duration within) {

        Backoff backoff() {
            return new Backoff(first, longest, attempts, within);
        }
    }
}
