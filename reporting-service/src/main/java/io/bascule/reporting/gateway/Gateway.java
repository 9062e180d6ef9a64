package io.bascule.reporting.gateway;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventPublisher;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.reporting.gateway.Access.Caller;
import io.bascule.reporting.projection.Consequences;
import io.bascule.reporting.projection.Reading;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Says what callers ask for and hears what is said to it. At most {@value #WAITING_AT_MOST} callers
 * wait at the same time; one more is turned away before anything is published.
 */
@Component
final class Gateway {

    static final int WAITING_AT_MOST = 64;

    private static final Duration FOLLOWING_WITHIN = Duration.ofSeconds(10);

    private final EventPublisher events;
    private final Envelopes envelopes;
    private final AnswerFeed feed;
    private final Answers answers;
    private final Consequences past;
    private final Reading reading;
    private final AnswerMeter meter;
    private final Semaphore places = new Semaphore(WAITING_AT_MOST);

    /** Reading 16 MiB of YAML takes memory: one plan at a time. */
    private final Semaphore plans = new Semaphore(1);

    Gateway(
            EventPublisher events,
            Envelopes envelopes,
            AnswerFeed feed,
            Answers answers,
            Consequences past,
            Reading reading,
            AnswerMeter meter) {
        this.events = events;
        this.envelopes = envelopes;
        this.feed = feed;
        this.answers = answers;
        this.past = past;
        this.reading = reading;
        this.meter = meter;
    }

    /** Who asks, if nobody says. */
    String source() {
        return envelopes.source();
    }

    /**
     * Publishes a request or an approval and waits for its answer.
     *
     * @param id of its event, if the caller retries under the same one; null for a new one
     * @param trace the caller's trace context; null for a new trace
     */
    Answer ask(Event event, @Nullable String id, @Nullable String trace, int waitSeconds)
            throws InterruptedException {
        if (!places.tryAcquire()) {
            throw full("callers that wait", WAITING_AT_MOST);
        }
        try {
            var fresh = envelopes.wrap(event, null, null, trace);
            var envelope = id == null ? fresh : withId(fresh, id);
            var answer = id == null ? first(envelope, waitSeconds) : again(envelope, waitSeconds);
            meter.count(event.getClass(), answer.outcome());
            return answer;
        } finally {
            places.release();
        }
    }

    private Answer first(EventEnvelope<?> envelope, int waitSeconds) throws InterruptedException {
        awaitBroker();
        var exchange = answers.open(List.of(envelope));
        refuseOther(exchange.said().getFirst(), envelope);
        publish(exchange);
        return await(exchange, envelope, waitSeconds);
    }

    /** Under an id that may have been used: what was asked then is answered, not asked anew. */
    private Answer again(EventEnvelope<?> envelope, int waitSeconds) throws InterruptedException {
        var known = answers.known(envelope.id());
        if (known.isPresent()) {
            refuseOther(known.get().said().getFirst(), envelope);
            return await(known.get(), envelope, waitSeconds);
        }
        var before = past.request(envelope.source(), envelope.id());
        if (before.isPresent()) {
            refuseOther(before.get(), envelope);
            var facts = past.of(envelope.subject(), envelope.id());
            if (Verdict.isAnswer(facts)) {
                return Verdict.of(envelope, facts);
            }
        }
        return first(envelope, waitSeconds);
    }

    private Answer await(Exchange exchange, EventEnvelope<?> envelope, int waitSeconds)
            throws InterruptedException {
        exchange.await(waitSeconds);
        var facts = exchange.heard().getOrDefault(envelope.id(), List.of());
        return Verdict.of(envelope, facts);
    }

    private static void refuseOther(EventEnvelope<?> before, EventEnvelope<?> now) {
        if (!before.event().equals(now.event())) {
            throw new GatewayException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "Expected the same body as before under this Idempotency-Key, but it differs; use another key for another request");
        }
    }

    /**
     * Publishes a plan and waits until each of its applications is answered.
     *
     * @throws GatewayException 422 with every mistake in it, if it has any; nothing is published
     */
    PlanAnswer apply(HttpServletRequest call, Caller caller, int waitSeconds)
            throws InterruptedException {
        if (!plans.tryAcquire()) {
            throw full("plans that are being applied", 1);
        }
        try {
            var applied =
                    AppliedPlan.read(
                            Body.yaml(call), caller.name() == null ? source() : caller.name());
            awaitBroker();
            var said = applied.parts().stream().map(envelopes::wrap).toList();
            var exchange = answers.open(said);
            try {
                events.publish(said);
                events.publish(applied.alone().stream().map(envelopes::wrap).toList());
                exchange.await(waitSeconds);
                var heard = exchange.heard();
                var answer =
                        new PlanAnswer(
                                applied.hash(),
                                said.stream()
                                        .map(part ->
                                                Verdict.ofPlan(
                                                        part.subject(),
                                                        heard.getOrDefault(part.id(), List.of())))
                                        .toList(),
                                applied.notes());
                answer.applications()
                        .forEach(part -> meter.count(PlanApplied.class, part.outcome()));
                return answer;
            } finally {
                answers.forget(exchange);
            }
        } finally {
            plans.release();
        }
    }

    private void publish(Exchange exchange) {
        try {
            events.publish(exchange.said());
        } catch (RuntimeException e) {
            answers.forget(exchange);
            throw e;
        }
    }

    /** A producer would find out after half a minute, and leave open whether it was written. */
    private void awaitBroker() throws InterruptedException {
        var progress = reading.progress();
        if (progress.state() == Reading.State.UNREACHABLE) {
            throw new GatewayException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Expected a connection to the broker, but the broker cannot be reached since "
                            + progress.since()
                            + "; nothing was published, try again when it can");
        }
        if (!feed.awaitFollowing(FOLLOWING_WITHIN)) {
            throw new GatewayException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Expected to follow the topics of the answers, but the broker did not answer within "
                            + FOLLOWING_WITHIN.toSeconds()
                            + " s; nothing was published, try again when it does");
        }
    }

    private static GatewayException full(String what, int most) {
        return new GatewayException(
                HttpStatus.SERVICE_UNAVAILABLE,
                "Expected at most "
                        + most
                        + " "
                        + what
                        + ", but found as many; nothing was published, try again in a moment");
    }

    private static EventEnvelope<?> withId(EventEnvelope<?> fresh, String id) {
        return new EventEnvelope<>(
                id,
                fresh.source(),
                fresh.time(),
                fresh.causationId(),
                fresh.correlationId(),
                fresh.traceparent(),
                fresh.event());
    }
}
