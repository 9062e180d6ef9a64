package io.bascule.cli.kafka;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.cli.gateway.Answer;
import io.bascule.cli.gateway.Answer.Outcome;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.RetentionReviewed;
import io.bascule.contracts.event.BackupEvent.VerificationRefused;
import io.bascule.contracts.event.BackupEvent.VerificationStarted;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.RequestRefused;
import io.bascule.contracts.event.RecoveryEvent.RollbackStarted;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunResumed;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import io.bascule.contracts.event.RecoveryEvent.StepSkipped;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.RestoreEvent.RestoreStarted;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The same requests without the gateway: published to the inbox, the answer read off the facts. A
 * request from Kafka is unauthenticated; the plan says whether it needs an approval.
 */
public final class RequestsOverKafka {

    private static final Duration ACKNOWLEDGED = Duration.ofSeconds(10);

    private RequestsOverKafka() {}

    /**
     * Publishes a request and waits for what is said to it.
     *
     * @throws TalkException if the broker does not take it
     */
    public static Answer ask(String bootstrapServers, RequestEvent request, Duration wait) {
        try (var log = new TopicLog(bootstrapServers)) {
            log.from(
                    List.of(Topic.RECOVERY.topicName(), Topic.BACKUP.topicName()), new Start.Now());
            var said = publish(bootstrapServers, request);
            long end = System.nanoTime() + wait.toNanos();
            while (System.nanoTime() < end) {
                for (var heard : log.next(Duration.ofMillis(200))) {
                    var answer = answer(said, heard);
                    if (answer.isPresent()) {
                        return answer.get();
                    }
                }
            }
            return new Answer(
                    said.id(), Outcome.NO_ANSWER, request.application(), null, null, null);
        }
    }

    private static EventEnvelope<RequestEvent> publish(
            String bootstrapServers, RequestEvent request) {
        var envelope = new Envelopes("/cli", Clock.systemUTC()).wrap(request);
        try (var producer = producer(bootstrapServers)) {
            var _ =
                    producer.send(new EventCodec().encode(envelope))
                            .get(ACKNOWLEDGED.toSeconds(), TimeUnit.SECONDS);
            return envelope;
        } catch (KafkaException e) {
            throw TopicLog.refused(bootstrapServers, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new TalkException(
                    Kind.UNREACHABLE,
                    "Expected the broker at %s to take the request within %d s, but: %s"
                            .formatted(bootstrapServers, ACKNOWLEDGED.toSeconds(), e),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TalkException(Kind.NO_ANSWER, "Interrupted while publishing", e);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrapServers) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "client.id",
                        "bascule-cli",
                        "acks",
                        "all",
                        "linger.ms",
                        0,
                        "max.block.ms",
                        (int) ACKNOWLEDGED.toMillis(),
                        "request.timeout.ms",
                        5_000,
                        "delivery.timeout.ms",
                        (int) ACKNOWLEDGED.toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static Optional<Answer> answer(EventEnvelope<RequestEvent> said, Heard heard) {
        var envelope = heard.envelope();
        return envelope == null || !said.id().equals(envelope.causationId())
                ? Optional.empty()
                : answer(said, envelope.event());
    }

    private static Optional<Answer> answer(EventEnvelope<RequestEvent> said, Event fact) {
        return switch (fact) {
            case RunStarted f -> answer(said, Outcome.STARTED, f.runId(), f.reason());
            case ApprovalAwaited f ->
                    answer(said, Outcome.AWAITING_APPROVAL, f.runId(), f.reason());
            case RequestRefused f ->
                    Optional.of(
                            new Answer(
                                    said.id(),
                                    Outcome.REFUSED,
                                    said.event().application(),
                                    null,
                                    f.rule(),
                                    f.detail()));
            case RunResumed f -> answer(said, Outcome.TAKEN, f.runId(), f.reason());
            case StepSkipped f -> answer(said, Outcome.TAKEN, f.runId(), f.reason());
            case RollbackStarted f -> answer(said, Outcome.TAKEN, f.runId(), f.reason());
            case RunAbandoned f -> answer(said, Outcome.TAKEN, f.runId(), f.reason());
            case BackupStarted f -> taken(said, "backup " + f.backupId() + " has begun");
            case BackupFailed f -> refused(said, f.reason());
            case RestoreStarted f -> taken(said, "restore " + f.restoreId() + " has begun");
            case RestoreFailed f -> refused(said, f.reason());
            case VerificationStarted f ->
                    taken(said, "backup " + f.backupId() + " is being proven up to " + f.upTo());
            case VerificationRefused f -> refused(said, f.reason());
            case RetentionReviewed f ->
                    taken(
                            said,
                            (f.removing() ? "removed " : "would remove ")
                                    + f.removes()
                                    + " backups, keeps "
                                    + f.keeps());
            default -> Optional.empty();
        };
    }

    private static Optional<Answer> taken(EventEnvelope<RequestEvent> said, String detail) {
        return Optional.of(
                new Answer(
                        said.id(), Outcome.TAKEN, said.event().application(), null, null, detail));
    }

    private static Optional<Answer> refused(EventEnvelope<RequestEvent> said, String reason) {
        return Optional.of(
                new Answer(
                        said.id(),
                        Outcome.REFUSED,
                        said.event().application(),
                        null,
                        null,
                        reason.replaceFirst("^Refused: ", "")));
    }

    private static Optional<Answer> answer(
            EventEnvelope<RequestEvent> said, Outcome outcome, String run, String detail) {
        return Optional.of(
                new Answer(said.id(), outcome, said.event().application(), run, null, detail));
    }
}
