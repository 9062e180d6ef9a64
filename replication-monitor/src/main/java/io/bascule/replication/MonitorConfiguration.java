package io.bascule.replication;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.FaultPoints;
import io.bascule.replication.moment.MonitorClock;
import io.bascule.replication.outbox.Outbox;
import io.bascule.replication.steps.CloseLedger;
import io.bascule.replication.steps.Commands;
import io.bascule.replication.topology.FactsReader;
import io.bascule.replication.watch.MonitorSettings;
import io.bascule.replication.watch.Watches;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;

/** Puts the parts together. */
@Configuration(proxyBeanMethods = false)
class MonitorConfiguration {

    @Bean
    MonitorClock monitorClock(Clock clock) {
        return new MonitorClock(clock);
    }

    @Bean
    Outbox outbox(EventPublisher publisher) {
        return new Outbox(publisher);
    }

    @Bean
    Watches watches(
            MonitorSettings settings,
            @Value("${bascule.place}") String place,
            MonitorClock clock,
            Outbox outbox,
            EventPublisher publisher,
            MeterRegistry meters) {
        return new Watches(settings, place, clock, outbox, publisher, meters);
    }

    @Bean(initMethod = "start")
    FactsReader factsReader(
            ConsumerFactory<byte[], byte[]> consumers, EventCodec codec, Watches watches) {
        var own = new Properties();
        own.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        return new FactsReader(
                () -> consumers.createConsumer(null, "facts", null, own), codec, watches::watch);
    }

    @Bean
    HealthIndicator facts(FactsReader reader) {
        return () ->
                reader.ready()
                        ? Health.up().build()
                        : Health.outOfService()
                                .withDetail(
                                        "expected",
                                        "plans and facts read to their end, and a broker that answers")
                                .build();
    }

    @Bean
    Commands commands(
            Watches watches,
            Clock clock,
            MonitorSettings settings,
            EventPublisher publisher,
            FaultPoints faults) {
        return new Commands(
                new CloseLedger(watches, clock, settings.drainWithin()), publisher, faults);
    }
}
