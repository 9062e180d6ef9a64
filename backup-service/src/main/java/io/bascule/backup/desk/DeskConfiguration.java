package io.bascule.backup.desk;

import io.bascule.backbone.DeadLetters;
import io.bascule.backbone.EventCodec;
import io.bascule.backbone.EventPublisher;
import io.bascule.backup.proof.Verifier;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
    Claims claims(@Value("${bascule.backup.lease}") Duration lease) {
        return new Claims(Runner.self(), lease);
    }

    @Bean
    Bench bench(
            Claims claims,
            @Value("${bascule.backup.queue}") int queue,
            @Value("${bascule.backup.concurrency}") int concurrency) {
        return new Bench(claims.progressEveryMillis(), queue, concurrency);
    }

    @Bean
    ProofRetries proofRetries(@Value("${bascule.backup.verify-again}") Duration first) {
        return new ProofRetries(first);
    }

    @Bean
    Desk desk(
            Plans plans,
            Catalogue catalogue,
            Claims claims,
            EventPublisher events,
            BackupRun run,
            RestoreRun restore,
            Bench bench,
            ProofRetries retries) {
        return new Desk(plans, catalogue, claims, events, run, restore, bench, retries);
    }

    @Bean
    LostWork lostWork(
            Plans plans,
            Catalogue catalogue,
            Claims claims,
            Desk desk,
            Bench bench,
            Vault vault,
            EventPublisher events) {
        return new LostWork(plans, catalogue, claims, desk, bench, vault, events);
    }

    @Bean
    Expiry expiry(
            Plans plans,
            Catalogue catalogue,
            OpenRuns openRuns,
            Vault vault,
            Archives archives,
            EventPublisher events,
            Clock clock) {
        return new Expiry(plans, catalogue, openRuns, vault, archives, events, clock);
    }

    @Bean
    WalMetrics walMetrics(MeterRegistry meters) {
        return new WalMetrics(meters);
    }

    @Bean
    LeftSlots leftSlots(Plans plans, Sources sources) {
        return new LeftSlots(plans, sources);
    }

    @Bean
    WalDesk walDesk(
            Plans plans,
            Archives archives,
            Sources sources,
            Scheduler scheduler,
            Desk desk,
            WalMetrics metrics,
            EventPublisher events,
            Clock clock,
            LeftSlots leftSlots,
            @Value("${bascule.backup.schedules}") boolean schedules) {
        var walDesk =
                new WalDesk(
                        plans,
                        archives,
                        sources,
                        scheduler.ownership(),
                        desk,
                        metrics,
                        events,
                        clock,
                        leftSlots,
                        schedules);
        scheduler.ownership().onChange(walDesk::wake);
        return walDesk;
    }

    @Bean
    Scheduler scheduler(
            Plans plans,
            Catalogue catalogue,
            Desk desk,
            LostWork lostWork,
            Expiry expiry,
            Claims claims,
            Clock clock,
            @Value("${bascule.backup.schedules}") boolean schedules) {
        return new Scheduler(
                plans,
                catalogue,
                desk,
                lostWork,
                expiry,
                Ownership::new,
                clock,
                schedules,
                Duration.ofMillis(claims.progressEveryMillis()));
    }

    @Bean
    Ownership ownership(Scheduler scheduler) {
        return scheduler.ownership();
    }

    @Bean
    TopicReplay topicReplay(
            ConsumerFactory<byte[], byte[]> consumers,
            EventCodec codec,
            DeadLetters deadLetters,
            Facts facts,
            Verifier verifier) {
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

    @Bean
    Facts facts(
            Plans plans,
            Catalogue catalogue,
            OpenRuns openRuns,
            Claims claims,
            BackupMetrics metrics,
            WalMetrics walMetrics,
            Bench bench,
            Scheduler scheduler,
            WalDesk walDesk,
            LeftSlots leftSlots) {
        return new Facts(
                plans,
                catalogue,
                openRuns,
                claims,
                metrics,
                walMetrics,
                bench,
                scheduler,
                walDesk,
                leftSlots,
                new AtomicBoolean());
    }

    /** Where each fact goes. */
    record Facts(
            Plans plans,
            Catalogue catalogue,
            OpenRuns openRuns,
            Claims claims,
            BackupMetrics metrics,
            WalMetrics walMetrics,
            Bench bench,
            Scheduler scheduler,
            WalDesk walDesk,
            LeftSlots leftSlots,
            AtomicBoolean isLive)
            implements Consumer<EventEnvelope<?>> {

        @Override
        public void accept(EventEnvelope<?> envelope) {
            boolean planChanged = plans.on(envelope);
            catalogue.on(envelope);
            openRuns.on(envelope);
            claims.on(envelope);
            metrics.on(envelope, isLive.get());
            walMetrics.on(envelope, isLive.get());
            leftSlots.on(envelope);
            if (envelope.event() instanceof BackupFailed failed) {
                bench.giveUp(failed.backupId());
            }
            if (isLive.get() && planChanged) {
                scheduler.planChanged();
                walDesk.wake();
            }
        }

        void live() {
            isLive.set(true);
            scheduler.start();
            walDesk.start();
        }
    }

    @Bean
    Consumer<Message<byte[]>> requests(
            EventCodec codec, TopicReplay replay, Desk desk, Expiry expiry) {
        return new Requests(codec, replay, desk, expiry);
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
