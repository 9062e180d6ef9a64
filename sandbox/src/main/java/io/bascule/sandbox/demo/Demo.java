package io.bascule.sandbox.demo;

import io.bascule.contracts.EventJson;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.event.RecoveryEvent.PlanAccepted;
import io.bascule.contracts.event.RecoveryEvent.PlanRefused;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.sandbox.client.Ledger.Missing;
import io.bascule.sandbox.client.OrdersClient;
import io.bascule.sandbox.demo.Narrator.Tone;
import io.bascule.sandbox.demo.Outcome.Claim;
import io.bascule.sandbox.demo.Outcome.Round;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A disaster, survived and measured: everything from the first process to the last claim. */
public final class Demo {

    private static final Duration ACCEPTED = Duration.ofSeconds(30);

    private final DemoSettings settings;
    private final Narrator narrator;
    private final List<Round> rounds = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private Map<String, Outcome.Service> services = Map.of();
    private double worldReadySeconds;
    private @Nullable Path reports;
    private @Nullable SandboxException failure;

    private Demo(DemoSettings settings, Narrator narrator) {
        this.settings = settings;
        this.narrator = narrator;
    }

    /**
     * Plays it, and ends the world whatever happens.
     *
     * @throws SandboxException if there was no world to play in
     */
    public static Outcome play(DemoSettings settings, Narrator narrator)
            throws InterruptedException {
        return new Demo(settings, narrator).play();
    }

    private Outcome play() throws InterruptedException {
        World.Remains left;
        try (var world = World.start(settings.world(), narrator)) {
            playOrFailIn(world);
            narrator.waitsFor("everything to end");
            left = world.end();
            narrator.goesOn();
        }
        claims.add(
                new Claim(
                        "nothing is left behind",
                        left.what().isEmpty(),
                        left.what().isEmpty()
                                ? "no process, port or folder"
                                : String.join(", ", left.what())));
        var outcome = outcome();
        write(outcome);
        new Closing(narrator).tell(outcome);
        return outcome;
    }

    private void playOrFailIn(World world) throws InterruptedException {
        try {
            playIn(world);
        } catch (SandboxException e) {
            failure = e;
            narrator.says(Tone.BAD, "sandbox", String.valueOf(e.getMessage()));
            keepLogs(world);
        }
    }

    private void playIn(World world) throws InterruptedException {
        try (var stage = new Stage(world, narrator)) {
            apply(world, stage);
            var role = world.client();
            try (var client =
                    OrdersClient.start(
                            world.frontDoorUrl(),
                            role.user(),
                            role.password(),
                            OrdersClient.Pace.DEFAULT)) {
                awaitOpen(client);
                worldReadySeconds = narrator.elapsedSeconds();
                narrator.says(
                        Tone.GOOD,
                        "client",
                        "the first orders are acknowledged: the sandbox answers");
                playRounds(world, stage, client);
                var counts = client.ledger().counts();
                narrator.says(
                        Tone.FACT,
                        "client",
                        "%d orders acknowledged, %d refused, %d in doubt"
                                .formatted(
                                        counts.acknowledged(), counts.refused(), counts.inDoubt()));
            }
            reports = new Reports(world, narrator).save(settings.reports(), rounds);
        } finally {
            services = services(world);
        }
        narrator.says(
                "%d signed messages were taken by the webhook, %d refused"
                        .formatted(world.webhook().taken(), world.webhook().refused()));
    }

    private void apply(World world, Stage stage) throws InterruptedException {
        var plan = world.plan();
        for (var application : plan.applications()) {
            var _ =
                    stage.say(
                            new PlanApplied(
                                    application.name(),
                                    world.planHash(),
                                    "sandbox",
                                    application,
                                    plan.sites(),
                                    plan.backups().stream()
                                            .filter(job -> belongsTo(job, application.name()))
                                            .toList(),
                                    plan.contacts()));
        }
        var refused = new ArrayList<PlanRefused>();
        var accepted =
                stage.await(
                        "PlanAccepted",
                        ACCEPTED,
                        () -> {
                            stage.feed()
                                    .all(PlanRefused.class)
                                    .forEach(e -> refused.add(e.event()));
                            if (!refused.isEmpty()) {
                                throw new SandboxException(
                                        Cause.AWAITED,
                                        "Expected PlanAccepted, but the plan was refused: "
                                                + refused.getFirst().reasons());
                            }
                            return stage.feed().first(PlanAccepted.class, _ -> true);
                        });
        narrator.says("the application runs at " + accepted.event().activeSite());
    }

    private static boolean belongsTo(BackupJob job, String application) {
        return application.equals(job.application());
    }

    private void awaitOpen(OrdersClient client) throws InterruptedException {
        narrator.waitsFor("the front door to open");
        boolean open = client.ledger().awaitAcknowledged(20, ACCEPTED);
        narrator.goesOn();
        if (!open) {
            throw new SandboxException(
                    Cause.AWAITED,
                    "Expected the front door to let orders in within "
                            + ACCEPTED.toSeconds()
                            + " s of PlanAccepted, but none was acknowledged");
        }
    }

    private void playRounds(World world, Stage stage, OrdersClient client)
            throws InterruptedException {
        var disaster = new Disaster(world, stage, narrator, client);
        var missing = new Missing(Set.of(), Set.of());
        for (int number = 1; number <= settings.repeat(); number++) {
            if (settings.repeat() > 1) {
                narrator.prints(Tone.HEADING, "Round " + number + " of " + settings.repeat());
            }
            var played = disaster.play(number, settings.cut(), settings.troubles(), missing);
            missing = played.missing();
            rounds.add(played.round());
            claims.addAll(
                    Claims.of(
                            played.round(),
                            settings.troubles(),
                            world.application().objectives().rpo(),
                            settings.repeat() > 1));
        }
    }

    private static Map<String, Outcome.Service> services(World world) {
        var services = new TreeMap<String, Outcome.Service>();
        world.services()
                .forEach((name, service) ->
                        services.put(
                                name,
                                new Outcome.Service(
                                        service.readySeconds(),
                                        service.process().residentBytes())));
        return services;
    }

    private Outcome outcome() {
        var last = rounds.isEmpty() ? null : rounds.getLast();
        var why = failure;
        boolean held = why == null && claims.stream().allMatch(Claim::held);
        return new Outcome(
                last == null ? null : last.writesRefusedSeconds(),
                last == null ? null : last.rtoSeconds(),
                last == null ? Map.of() : last.phases(),
                last == null ? null : last.lostTransactions(),
                last == null ? null : last.failback(),
                last == null ? null : last.backup(),
                services,
                worldReadySeconds,
                narrator.elapsedSeconds(),
                held,
                claims,
                rounds,
                why == null ? null : why.getMessage(),
                reports == null ? null : reports.toString());
    }

    private void keepLogs(World world) {
        try {
            var kept = Files.createTempDirectory("bascule-logs-");
            for (var log : world.allLogs()) {
                Files.copy(log, kept.resolve(log.getFileName()));
            }
            narrator.says("the logs of all processes are kept in " + kept);
        } catch (IOException | SandboxException e) {
            narrator.says("the logs could not be kept: " + e.getMessage());
        }
    }

    private void write(Outcome outcome) {
        var file = settings.json();
        if (file != null) {
            try {
                Files.write(
                        file,
                        EventJson.mapper()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsBytes(outcome));
            } catch (IOException e) {
                throw new SandboxException(
                        Cause.WORLD, "Expected to write " + file + ", but: " + e, e);
            }
        }
    }
}
