package io.bascule.notification.intake;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.FaultPoints;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.notification.delivery.NotificationSettings;
import io.bascule.notification.delivery.PastDeliveries;
import io.bascule.notification.delivery.Post;
import java.time.Clock;
import java.util.function.Consumer;
import org.springframework.cloud.stream.binder.kafka.KafkaBindingRebalanceListener;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.messaging.Message;

/** The functions that the binder calls, with the backbone's rules for what fails. */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

    @Bean
    Consumer<Message<byte[]>> facts(
            Post post, NotificationSettings settings, Clock clock, EventCodec codec) {
        var facts = new Facts(post, settings.news(), clock);
        return record -> facts.accept(Records.read(record, codec));
    }

    @Bean
    Consumer<Message<byte[]>> commands(
            Post post,
            EventPublisher publisher,
            NotificationSettings settings,
            Clock clock,
            EventCodec codec,
            FaultPoints faults) {
        var communicator =
                new Communicator(post, publisher, settings.communicateWithin(), clock, faults);
        return record -> {
            var envelope = Records.read(record, codec);
            if (envelope.event() instanceof StepCommanded command) {
                communicator.accept(
                        new EventEnvelope<>(
                                envelope.id(),
                                envelope.source(),
                                envelope.time(),
                                envelope.causationId(),
                                envelope.correlationId(),
                                envelope.traceparent(),
                                command));
            }
        };
    }

    /** Retry, then dead letter; duplicates passed over: as in every service. */
    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<Object, Object>> backboneRules(
            CommonErrorHandler errors,
            RecordInterceptor<Object, Object> duplicates,
            Listening listening) {
        return (container, destination, group) -> {
            container.setCommonErrorHandler(errors);
            container.setRecordInterceptor(duplicates);
            listening.to(container);
        };
    }

    @Bean
    Listening listening() {
        return new Listening();
    }

    @Bean
    KafkaBindingRebalanceListener rewind(PastDeliveries past) {
        return new Rewind(past);
    }
}
