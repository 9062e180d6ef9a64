package io.bascule.sandbox.standing;

import io.bascule.backbone.Envelopes;
import io.bascule.backbone.EventCodec;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.sandbox.world.Http;
import io.bascule.sandbox.world.KeptFile;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.core.JacksonException;

/**
 * Applies the sandbox's plan where it does not hold: at the first start, and when ports have
 * changed since. A plan that somebody applied meanwhile is left in force.
 */
final class FirstPlan {

    private static final Duration ACCEPTED = Duration.ofSeconds(30);
    private static final Duration EVERY = Duration.ofMillis(50);

    private final World world;
    private final Path applied;
    private final Http http = new Http();

    FirstPlan(World world) {
        this.world = world;
        this.applied = world.folder().resolve("applied-plan");
    }

    /**
     * Applies it if that is needed, and returns once a plan is in force.
     *
     * @return whether it was applied
     * @throws SandboxException if none is in force within 30 s
     */
    boolean apply() throws InterruptedException {
        boolean needed = !world.planHash().equals(formerly());
        if (needed) {
            publish();
        }
        long end = System.nanoTime() + ACCEPTED.toNanos();
        var last = "no answer";
        while (System.nanoTime() < end) {
            last = state();
            if (needed ? last.contains(world.planHash()) : last.contains("planHash")) {
                KeptFile.write(applied, world.planHash() + "\n");
                return needed;
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
        throw new SandboxException(
                Cause.AWAITED,
                "Expected the plan to be accepted within "
                        + ACCEPTED.toSeconds()
                        + " s, but the coordinator says: "
                        + last);
    }

    private String formerly() {
        try {
            return Files.exists(applied) ? Files.readString(applied).strip() : "";
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to read " + applied, e);
        }
    }

    private String state() {
        try {
            var answer = http.get(world.service("coordinator").uri().resolve("/api/state"));
            return answer.status() == 200
                    ? EventJson.mapper().readTree(answer.body()).toString()
                    : "HTTP " + answer.status();
        } catch (IOException | JacksonException e) {
            return e.toString();
        }
    }

    private void publish() throws InterruptedException {
        var codec = new EventCodec();
        var envelopes = new Envelopes("/sandbox/witness", Clock.systemUTC());
        try (var producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", world.bootstrapServers(),
                                "acks", "all",
                                "delivery.timeout.ms", 20_000,
                                "request.timeout.ms", 10_000,
                                "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (var application : world.plan().applications()) {
                var event = envelopes.wrap(applied(application));
                var _ = producer.send(codec.encode(event)).get(20, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to publish the plan, but: " + e.getMessage(), e);
        }
    }

    private PlanApplied applied(ApplicationPlan application) {
        var plan = world.plan();
        return new PlanApplied(
                application.name(),
                world.planHash(),
                "sandbox",
                application,
                plan.sites(),
                plan.backups().stream()
                        .filter(job -> application.name().equals(job.application()))
                        .toList(),
                plan.contacts());
    }
}
