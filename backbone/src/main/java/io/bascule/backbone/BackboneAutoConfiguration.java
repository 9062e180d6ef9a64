package io.bascule.backbone;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.CompositeRecordInterceptor;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.support.converter.RecordMessageConverter;
import org.springframework.util.backoff.FixedBackOff;

/**
 * The carrier of every service. Kafka's listeners and producers, as Spring Boot configures them,
 * carry bytes; listeners get {@link io.bascule.contracts.EventEnvelope}s; what fails is tried again
 * a bounded number of times and then put aside in {@link DeadLetters}.
 */
@AutoConfiguration(before = KafkaAutoConfiguration.class)
@EnableConfigurationProperties(BackboneProperties.class)
@Import(FaultPointsConfiguration.class)
public class BackboneAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    EventCodec eventCodec() {
        return new EventCodec();
    }

    @Bean
    Envelopes envelopes(BackboneProperties properties, Environment environment, Clock clock) {
        return new Envelopes(
                "/" + properties.serviceName(environment) + "/" + properties.place(), clock);
    }

    @Bean
    @ConditionalOnMissingBean
    KafkaTemplate<byte[], byte[]> bytesTemplate(ProducerFactory<byte[], byte[]> producers) {
        return new KafkaTemplate<>(producers);
    }

    @Bean
    EventMeters eventMeters(ObjectProvider<MeterRegistry> meters) {
        return new EventMeters(meters.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    EventPublisher eventPublisher(
            KafkaTemplate<byte[], byte[]> kafka,
            EventCodec codec,
            Envelopes envelopes,
            EventMeters meters) {
        return new KafkaEventPublisher(kafka, codec, envelopes, meters);
    }

    @Bean
    DeadLetters deadLetters(
            KafkaTemplate<byte[], byte[]> kafka,
            BackboneProperties properties,
            Environment environment,
            Clock clock,
            EventMeters meters) {
        return new DeadLetters(kafka, properties.serviceName(environment), clock, meters);
    }

    @Bean
    RecordMessageConverter envelopeConverter(EventCodec codec) {
        return new EnvelopeConverter(codec);
    }

    @Bean
    RecordInterceptor<Object, Object> duplicates(EventMeters meters) {
        return new CompositeRecordInterceptor<>(new Duplicates(meters), new Consumption(meters));
    }

    @Bean
    CommonErrorHandler retryThenDeadLetter(
            DeadLetters deadLetters, BackboneProperties properties, EventMeters meters) {
        var handler =
                new DefaultErrorHandler(
                        deadLetters::put,
                        new FixedBackOff(properties.retryIntervalMillis(), properties.retries()));
        handler.addNotRetryableExceptions(UnreadableEventException.class);
        handler.setRetryListeners((record, _, _) -> meters.redelivered(record.topic()));
        handler.setCommitRecovered(true);
        return handler;
    }

    @Bean
    DefaultKafkaConsumerFactoryCustomizer bytesIn() {
        return factory ->
                factory.updateConfigs(
                        Map.of(
                                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                                ByteArrayDeserializer.class,
                                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                                ByteArrayDeserializer.class,
                                // Facts of the coordinator are written in transactions; an aborted
                                // one was never said.
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                200));
    }

    @Bean
    DefaultKafkaProducerFactoryCustomizer bytesOut() {
        return factory ->
                factory.updateConfigs(
                        Map.of(
                                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                                ByteArraySerializer.class,
                                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                                ByteArraySerializer.class,
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.LINGER_MS_CONFIG,
                                0,
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                10_000,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                10_000,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                KafkaEventPublisher.ACKNOWLEDGED_WITHIN_SECONDS * 1_000));
    }

    /**
     * Kafka's clients bring about a thousand series per service, tagged by client id; the lag is
     * kept.
     */
    @Bean
    MeterFilter kafkaClientMeters() {
        return MeterFilter.deny(id ->
                id.getName().startsWith("kafka.")
                        && !id.getName().startsWith("kafka.consumer.fetch.manager.records.lag"));
    }

    /** Only where health is served at all. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    static class HealthConfiguration {

        @Bean
        HealthIndicator listeners(KafkaListenerEndpointRegistry registry) {
            return new ListenersHealth(registry);
        }
    }
}
