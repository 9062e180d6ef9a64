package io.bascule.replication.steps;

import io.bascule.backbone.EventPublisher;
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
    private final Semaphore places = new Semaphore(AT_ONCE);

    public Commands(CloseLedger closeLedger, EventPublisher publisher) {
        this.closeLedger = closeLedger;
        this.publisher = publisher;
    }

    /** Takes one command. */
    @KafkaListener(topics = Topic.Name.COMMANDS, groupId = "${bascule.monitor.group:monitor}")
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
            var answer = closeLedger.execute(command);
            if (answer.isPresent()) {
                var _ = publisher.publish(answer.get(), cause);
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
