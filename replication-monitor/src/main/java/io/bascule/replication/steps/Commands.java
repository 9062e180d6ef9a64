package io.bascule.replication.steps;

import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.FaultPoints;
import io.bascule.backbone.LogContext;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepKind;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;

/**
 * Takes the commands that are the monitor's and passes over the others. The work is done on a
 * virtual thread. Of more than {@value #AT_ONCE} at once the further ones are left out, because a
 * command is sent again each second until it is answered.
 */
public final class Commands {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final int AT_ONCE = 16;

    private final CloseLedger closeLedger;
    private final EventPublisher publisher;
    private final FaultPoints faults;
    private final Semaphore places = new Semaphore(AT_ONCE);

    public Commands(CloseLedger closeLedger, EventPublisher publisher, FaultPoints faults) {
        this.closeLedger = closeLedger;
        this.publisher = publisher;
        this.faults = faults;
    }

    /**
     * Takes one command. A static member: after a crash the same instance hears at once instead of
     * after the session of its predecessor.
     */
    @KafkaListener(
            topics = Topic.Name.COMMANDS,
            groupId = "${bascule.monitor.group:monitor}",
            properties = {
                "group.instance.id=monitor-${bascule.place}",
                "session.timeout.ms=6000",
                "heartbeat.interval.ms=2000"
            })
    public void on(EventEnvelope<?> envelope) {
        if (envelope.event() instanceof StepCommanded command
                && command.step() == StepKind.CLOSE_LEDGER
                && places.tryAcquire()) {
            Thread.ofVirtual()
                    .name("step-" + command.runId() + "-" + command.index())
                    .start(LogContext.around(envelope, () -> execute(command, envelope)));
        }
    }

    private void execute(StepCommanded command, EventEnvelope<?> cause) {
        try {
            faults.reach(FaultPoints.BEFORE_EFFECT, command.step());
            var answer = closeLedger.execute(command);
            if (answer.isPresent()) {
                // It keeps no record of its own: what is true says so when it is asked again.
                faults.reach(FaultPoints.AFTER_EFFECT, command.step());
                faults.reach(FaultPoints.BEFORE_REPORT, command.step());
                var _ = publisher.publish(answer.get(), cause);
                faults.reach(FaultPoints.AFTER_REPORT, command.step());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("The command {} was not executed: {}", command.runId(), e.toString(), e);
        } finally {
            places.release();
        }
    }
}
