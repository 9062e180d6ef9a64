package io.bascule.failover.executor;

import io.bascule.backbone.LogContext;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.PartitionOffset;
import org.springframework.kafka.annotation.TopicPartition;

/**
 * What the executor hears. Commands wait in the group's offset while it is away; plan and facts are
 * read from their beginning at each start, since the situation is their fold.
 */
final class ExecutorListener {

    private static final String ALL = "0-3";

    private final Applications applications;
    private final ApplicationWorkers workers;
    private final StepRunner runner;

    ExecutorListener(Applications applications, ApplicationWorkers workers, StepRunner runner) {
        this.applications = applications;
        this.workers = workers;
        this.runner = runner;
    }

    /**
     * Never works on the listener's thread: a step may take minutes. An executor is the only one at
     * its place, so it shares partitions with nobody: after a crash it hears at once, and not when
     * the session of its predecessor is over.
     */
    @KafkaListener(
            id = "executor-commands",
            groupId = "executor-${bascule.place}",
            topicPartitions = @TopicPartition(topic = Topic.Name.COMMANDS, partitions = ALL))
    void onCommand(EventEnvelope<?> envelope) {
        if (envelope.event() instanceof StepCommanded command
                && command.site().equals(applications.place())
                && runner.knows(command.step())) {
            var key =
                    command.epoch()
                            + "/"
                            + command.index()
                            + "/"
                            + command.attempt()
                            + "/"
                            + command.step();
            var _ =
                    workers.take(
                            command.application(),
                            key,
                            LogContext.around(envelope, () -> runner.run(envelope, command)));
        }
    }

    @KafkaListener(
            id = "executor-plan",
            groupId = "executor-plan-${bascule.place}",
            topicPartitions =
                    @TopicPartition(
                            topic = Topic.Name.PLAN,
                            partitionOffsets =
                                    @PartitionOffset(partition = ALL, initialOffset = "0")))
    void onPlan(EventEnvelope<?> envelope) {
        if (envelope.event() instanceof PlanApplied plan) {
            applications.on(plan);
        }
    }

    @KafkaListener(
            id = "executor-recovery",
            groupId = "executor-recovery-${bascule.place}",
            topicPartitions =
                    @TopicPartition(
                            topic = Topic.Name.RECOVERY,
                            partitionOffsets =
                                    @PartitionOffset(partition = ALL, initialOffset = "0")))
    void onFact(EventEnvelope<?> envelope) {
        if (envelope.event() instanceof RecoveryEvent fact) {
            applications.on(fact);
        }
    }
}
