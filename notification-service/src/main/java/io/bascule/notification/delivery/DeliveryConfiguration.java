package io.bascule.notification.delivery;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.Secrets;
import io.bascule.contracts.plan.SecretRef;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

/** The channels as they are configured, and the post that serves them. */
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    /** Does not wait for answers when the service ends: what was not taken is told again. */
    @Bean(destroyMethod = "shutdownNow")
    HttpClient webhookClient(NotificationSettings settings) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectWithin())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Bean
    PastDeliveries pastDeliveries(
            ConsumerFactory<?, ?> consumers,
            EventCodec codec,
            NotificationSettings settings,
            Clock clock) {
        return new PastDeliveries(consumers, codec, settings.retry().within(), clock);
    }

    @Bean(destroyMethod = "close")
    Post post(
            NotificationSettings settings,
            HttpClient http,
            EventPublisher publisher,
            MeterRegistry meters,
            PastDeliveries past,
            Clock clock) {
        var channels = new ArrayList<Channel>();
        channels.add(new LogChannel());
        for (var hook : settings.webhooks()) {
            var signature = Signature.with(Secrets.resolve(new SecretRef(hook.secret())));
            channels.add(
                    new Webhook(
                            hook.name(),
                            hook.url(),
                            signature,
                            http,
                            settings.answerWithin(),
                            clock));
        }
        var backoff = settings.retry().backoff();
        return new Post(
                channels.stream()
                        .map(channel -> new Outbox(channel, settings.queue(), backoff))
                        .toList(),
                publisher,
                meters,
                past);
    }
}
