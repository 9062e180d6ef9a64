package io.bascule.notification.intake;

import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.FaultPoints;
import io.bascule.backbone.PublishFailedException;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.notification.delivery.Notification;
import io.bascule.notification.delivery.Outcome;
import io.bascule.notification.delivery.Post;
import io.bascule.notification.message.RunMessages;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The step COMMUNICATE: true when the run's message was handed to every channel, and each took it,
 * is recorded as having failed, or is named in the evidence as not having taken it yet. A channel
 * that is down never halts a recovery; it is asked again behind the step.
 *
 * <p>The command comes again every second until it is answered: it is worked on once, and the same
 * answer is given again. A command of an older epoch than one seen before is passed over, and so is
 * one that the coordinator gave up long ago.
 */
final class Communicator {

    /** Commands whose answer is remembered. */
    static final int REMEMBERED = 1_000;

    /** The deadline is by the coordinator's clock, which may be this far from ours. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(Communicator.class);

    private final Post post;
    private final EventPublisher publisher;
    private final Duration within;
    private final Clock clock;
    private final FaultPoints faults;
    private final Map<String, Long> epochs = new HashMap<>();
    private final Map<String, CompletableFuture<StepSucceeded>> answers =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<String, CompletableFuture<StepSucceeded>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    Communicator(
            Post post, EventPublisher publisher, Duration within, Clock clock, FaultPoints faults) {
        this.post = post;
        this.publisher = publisher;
        this.within = within;
        this.clock = clock;
        this.faults = faults;
    }

    void accept(EventEnvelope<StepCommanded> envelope) {
        var command = envelope.event();
        if (command.step() != StepKind.COMMUNICATE || isGivenUp(command) || isOutdated(command)) {
            return;
        }
        String key = command.runId() + " " + command.index() + " " + command.attempt();
        CompletableFuture<StepSucceeded> answer;
        synchronized (answers) {
            answer = answers.get(key);
            if (answer == null) {
                answers.put(key, communicate(envelope));
                return;
            }
        }
        // Still being worked on: the answer will be reported when it is there.
        if (answer.isDone()) {
            report(answer.join(), envelope);
        }
    }

    /** A new consumer group reads the commands of a whole week: those are no news. */
    private boolean isGivenUp(StepCommanded command) {
        return command.deadline().plus(CLOCKS_DIFFER).isBefore(clock.instant());
    }

    private synchronized boolean isOutdated(StepCommanded command) {
        long newest = epochs.merge(command.application(), command.epoch(), Math::max);
        if (command.epoch() < newest) {
            LOG.atInfo()
                    .addKeyValue("runId", command.runId())
                    .log("Passed over a command of epoch {}: {} is known", command.epoch(), newest);
            return true;
        }
        return false;
    }

    private CompletableFuture<StepSucceeded> communicate(EventEnvelope<StepCommanded> envelope) {
        Instant startedAt = clock.instant();
        faults.reach(FaultPoints.BEFORE_EFFECT, envelope.event().step());
        var outcomes = post.send(Notification.ofRun(envelope, RunMessages.of(envelope.event())));
        var answer =
                CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                        .completeOnTimeout(null, patience(envelope.event()), TimeUnit.MILLISECONDS)
                        .thenApply(_ -> succeeded(envelope.event(), startedAt, outcomes));
        var _ = answer.thenAcceptAsync(a -> report(a, envelope), Thread::startVirtualThread);
        return answer;
    }

    private long patience(StepCommanded command) {
        // The deadline is by the coordinator's clock: it may shorten the wait, never lengthen it.
        long left = Duration.between(clock.instant(), command.deadline()).toMillis();
        return Math.clamp(left, 0, within.toMillis());
    }

    private StepSucceeded succeeded(
            StepCommanded command, Instant startedAt, List<CompletableFuture<Outcome>> outcomes) {
        return new StepSucceeded(
                command.application(),
                command.runId(),
                command.epoch(),
                command.index(),
                command.attempt(),
                command.step(),
                command.site(),
                startedAt,
                clock.instant(),
                Map.of(StepEvidence.COMMUNICATION, evidence(outcomes)));
    }

    private String evidence(List<CompletableFuture<Outcome>> outcomes) {
        var taken = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (int i = 0; i < outcomes.size(); i++) {
            String channel = post.channels().get(i);
            switch (outcomes.get(i).getNow(null)) {
                case Outcome.Delivered _ -> taken.add(channel);
                case Outcome.Failed f -> others.add(channel + " failed: " + f.reason());
                case null -> others.add(channel + " has not yet, it is asked again");
            }
        }
        return "taken by "
                + (taken.isEmpty() ? "nobody" : String.join(", ", taken))
                + (others.isEmpty() ? "" : "; " + String.join("; ", others));
    }

    private void report(StepSucceeded answer, EventEnvelope<?> command) {
        try {
            // It keeps no record of its own: the records of deliveries are its memory.
            faults.reach(FaultPoints.AFTER_EFFECT, answer.step());
            faults.reach(FaultPoints.BEFORE_REPORT, answer.step());
            var _ = publisher.publish(answer, command);
            faults.reach(FaultPoints.AFTER_REPORT, answer.step());
        } catch (PublishFailedException e) {
            // The command comes again, and so does the answer.
            LOG.warn("Expected to report {}, but {}", answer.step(), e.getMessage());
        }
    }
}
