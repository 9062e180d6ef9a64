package io.bascule.backup.desk;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventPublisher;
import io.bascule.backup.proof.Verifier;
import io.bascule.backup.store.Stores;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.messaging.Message;

/** How the parts of the desk are put together. */
@Configuration(proxyBeanMethods = false)
@Import(BackupApi.class)
public class DeskConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(DeskConfiguration.class);

    @Bean
    Plans plans() {
        return new Plans();
    }

    @Bean
    Catalogue catalogue() {
        return new Catalogue();
    }

    @Bean
    OpenRuns openRuns() {
        return new OpenRuns();
    }

    @Bean
    BackupMetrics backupMetrics(MeterRegistry meters, Catalogue catalogue) {
        return new BackupMetrics(meters, catalogue);
    }

    @Bean
    Desk desk(
            Plans plans,
            Catalogue catalogue,
            EventPublisher events,
            BackupRun run,
            RestoreRun restore,
            @Value("${bascule.backup.queue}") int queue,
            @Value("${bascule.backup.concurrency}") int concurrency) {
        return new Desk(plans, catalogue, events, run::run, restore, queue, concurrency);
    }

    @Bean
    Housekeeping housekeeping(
            Plans plans,
            Catalogue catalogue,
            OpenRuns openRuns,
            Desk desk,
            Stores stores,
            EventPublisher events,
            Clock clock,
            @Value("/${bascule.service:${spring.application.name}}/${bascule.place:witness}")
                    String source) {
        return new Housekeeping(plans, catalogue, openRuns, desk, stores, events, clock, source);
    }

    @Bean
    Scheduler scheduler(
            Plans plans,
            Catalogue catalogue,
            Desk desk,
            Housekeeping housekeeping,
            Clock clock,
            @Value("${bascule.backup.schedules}") boolean schedules) {
        return new Scheduler(plans, catalogue, desk, housekeeping, clock, schedules);
    }

    @Bean
    TopicReplay topicReplay(
            ConsumerFactory<byte[], byte[]> consumers,
            EventCodec codec,
            DeadLetters deadLetters,
            Plans plans,
            Catalogue catalogue,
            OpenRuns openRuns,
            BackupMetrics metrics,
            Housekeeping housekeeping,
            Scheduler scheduler,
            Verifier verifier) {
        var facts = new Facts(plans, catalogue, openRuns, metrics, housekeeping, scheduler);
        var replay =
                new TopicReplay(
                        List.of(Topic.Name.PLAN, Topic.Name.BACKUP, Topic.Name.RECOVERY),
                        () -> consumers.createConsumer("backup-service-replay", "replay"),
                        codec,
                        deadLetters,
                        facts,
                        () -> {
                            sweep(verifier);
                            facts.live();
                        });
        replay.start();
        return replay;
    }

    private static void sweep(Verifier verifier) {
        try {
            int swept = verifier.sweep();
            if (swept > 0) {
                LOG.info("Removed {} throw-away servers of an ended process", swept);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Expected to remove what an ended process left, but {}", e.getMessage());
        }
    }

    /** Where each fact goes. */
    private record Facts(
            Plans plans,
            Catalogue catalogue,
            OpenRuns openRuns,
            BackupMetrics metrics,
            Housekeeping housekeeping,
            Scheduler scheduler,
            java.util.concurrent.atomic.AtomicBoolean isLive)
            implements Consumer<EventEnvelope<?>> {

        Facts(
                Plans plans,
                Catalogue catalogue,
                OpenRuns openRuns,
                BackupMetrics metrics,
                Housekeeping housekeeping,
                Scheduler scheduler) {
            this(
                    plans,
                    catalogue,
                    openRuns,
                    metrics,
                    housekeeping,
                    scheduler,
                    new java.util.concurrent.atomic.AtomicBoolean());
        }

        @Override
        public void accept(EventEnvelope<?> envelope) {
            plans.on(envelope);
            catalogue.on(envelope);
            openRuns.on(envelope);
            metrics.on(envelope, isLive.get());
            if (isLive.get() && envelope.event() instanceof PlanApplied plan) {
                abortStale(plan);
                scheduler.planChanged();
            }
        }

        private void abortStale(PlanApplied plan) {
            // A store that does not answer must not hold up the facts.
            Thread.ofVirtual().name("stale-uploads").start(() -> housekeeping.abortStale(plan));
        }

        void live() {
            isLive.set(true);
            // A store that does not answer must not hold up the facts.
            Thread.ofVirtual().name("unfinished").start(housekeeping::endUnfinished);
            plans.all().forEach(this::abortStale);
            scheduler.start();
        }
    }

    @Bean
    Consumer<Message<byte[]>> requests(EventCodec codec, TopicReplay replay, Desk desk) {
        return new Requests(codec, replay, desk);
    }

    /** Retry, then dead letter; duplicates passed over: as in every service. */
    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<Object, Object>> backboneRules(
            CommonErrorHandler errors, RecordInterceptor<Object, Object> duplicates) {
        return (container, _, _) -> {
            container.setCommonErrorHandler(errors);
            container.setRecordInterceptor(duplicates);
        };
    }

    /** Ready when the facts on record are known. */
    @Bean
    HealthIndicator backup(TopicReplay replay) {
        return () ->
                replay.isCaughtUp()
                        ? Health.up().build()
                        : Health.outOfService()
                                .withDetail("reason", "the plan and the catalogue are being read")
                                .build();
    }
}
