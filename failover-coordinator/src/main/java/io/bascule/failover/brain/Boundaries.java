package io.bascule.failover.brain;

import io.bascule.backbone.FaultPoints;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.contracts.event.StepEvent.StepFailed;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepKind;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * The fault points of the brain, three for each step: {@code command-sent}, the command is
 * committed; {@code report-read}, its report is read and nothing was decided on it; {@code
 * report-folded}, what followed from the report is committed.
 */
final class Boundaries {

    static final String COMMAND_SENT = "command-sent";
    static final String REPORT_READ = "report-read";
    static final String REPORT_FOLDED = "report-folded";

    private final FaultPoints points;

    /** What is reached with the next commit, and forgotten with an abort. */
    private final Queue<Runnable> atCommit = new ConcurrentLinkedQueue<>();

    Boundaries(FaultPoints points) {
        this.points = points;
    }

    /** Of a report on what is outstanding; one that comes again later is nobody's boundary. */
    void reportRead(StepEvent report, Optional<StepCommanded> outstanding) {
        boolean expected =
                outstanding
                        .filter(command ->
                                switch (report) {
                                    case StepSucceeded s ->
                                            s.runId().equals(command.runId())
                                                    && s.index() == command.index();
                                    case StepFailed f ->
                                            f.runId().equals(command.runId())
                                                    && f.index() == command.index();
                                    case LostTransactionsListed _ -> false;
                                })
                        .isPresent();
        if (expected) {
            points.reach(REPORT_READ, outstanding.orElseThrow().step());
        }
    }

    void reportDecided(StepEvent report) {
        switch (report) {
            case StepSucceeded s -> atCommit.add(() -> points.reach(REPORT_FOLDED, s.step()));
            case StepFailed f -> atCommit.add(() -> points.reach(REPORT_FOLDED, f.step()));
            case LostTransactionsListed _ -> {}
        }
    }

    void commandForwarded(StepKind step) {
        atCommit.add(() -> points.reach(COMMAND_SENT, step));
    }

    /** Kafka's own clients; where points are enabled, with a producer that tells of its commits. */
    KafkaClientSupplier clients() {
        return points.equals(FaultPoints.NONE) ? new DefaultKafkaClientSupplier() : new Telling();
    }

    private void committed() {
        for (var next = atCommit.poll(); next != null; next = atCommit.poll()) {
            next.run();
        }
    }

    private final class Telling extends DefaultKafkaClientSupplier {

        @Override
        public Producer<byte[], byte[]> getProducer(java.util.Map<String, Object> config) {
            return new KafkaProducer<>(
                    config, new ByteArraySerializer(), new ByteArraySerializer()) {

                @Override
                public void commitTransaction() {
                    super.commitTransaction();
                    committed();
                }

                @Override
                public void abortTransaction() {
                    atCommit.clear();
                    super.abortTransaction();
                }
            };
        }
    }
}
