package io.bascule.sandbox.world;

import io.bascule.contracts.plan.PlanReading;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresTools;
import io.bascule.sandbox.world.Ports.Use;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings a world up: what does not wait for another part starts beside it. */
final class WorldBuilder {

    private static final int OLDEST_POSTGRES = 15;
    private static final Duration SERVICE_UP = Duration.ofMinutes(3);
    private static final Duration SERVERS_UP = Duration.ofMinutes(2);
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final Executor THREADS = Thread::startVirtualThread;

    private final Ground ground;
    private final PlanReading.Valid plan;
    private final Path haproxy;
    private final Progress progress;
    private final Installation installation = Installation.locate();
    private final Http http = new Http();

    private WorldBuilder(Ground ground, PlanReading.Valid plan, Path haproxy, Progress progress) {
        this.ground = ground;
        this.plan = plan;
        this.haproxy = haproxy;
        this.progress = progress;
    }

    static World start(WorldSettings settings, Progress progress) {
        var haproxy = Router.locate();
        var tools = postgres();
        var ground = Ground.prepare(settings, tools, progress);
        try {
            var plan = plan(settings, ground);
            return new WorldBuilder(ground, plan, haproxy, progress).build();
        } catch (CompletionException e) {
            var _ = ground.end();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (RuntimeException e) {
            var _ = ground.end();
            throw e;
        }
    }

    /** The start caches that a training writes. */
    static List<StartCache> startCaches() {
        var installation = Installation.locate();
        var caches = new ArrayList<StartCache>();
        caches.add(StartCache.ofBroker(installation));
        caches.add(
                StartCache.besideJar(
                        Unpacked.of(installation.objectStoreJar(), installation.unpacked()),
                        ObjectStore.NAME));
        Services.ROLES.forEach((role, module) ->
                caches.add(
                        StartCache.besideJar(
                                Unpacked.of(
                                        installation.serviceJar(module), installation.unpacked()),
                                role)));
        return caches;
    }

    private static PostgresTools postgres() {
        try {
            var tools = PostgresTools.locate();
            if (tools.majorVersion() < OLDEST_POSTGRES) {
                throw new SandboxException(
                        Cause.MISSING,
                        "Expected PostgreSQL "
                                + OLDEST_POSTGRES
                                + " or newer, but "
                                + tools.binDir()
                                + " holds "
                                + tools.majorVersion());
            }
            return tools;
        } catch (PostgresException e) {
            throw new SandboxException(Cause.MISSING, String.valueOf(e.getMessage()), e);
        }
    }

    private static PlanReading.Valid plan(WorldSettings settings, Ground ground) {
        var given = settings.plan();
        var text = given == null ? DemoPlan.text() : given;
        var values = DemoPlan.values(ground.sockets(), ground.roads());
        return switch (DemoPlan.read(settings.planName(), text, values)) {
            case PlanReading.Valid valid -> valid;
            case PlanReading.Invalid invalid -> throw new PlanRefused(invalid.problems());
        };
    }

    private World build() {
        // What was not built is said before anything starts.
        Services.MODULES.forEach(installation::serviceJar);
        var folder = ground.folder();
        var ports = ground.ports();
        var children = ground.children();
        var supervision = ground.supervision();
        progress.says("three places are made in " + folder.root() + ": frankfurt, paris, witness");
        // The slowest first, and everything beside everything: two cores are soon busy.
        var storeReady = beside(this::objectStore);
        var broker = new Broker(ground, StartCache.ofBroker(installation));
        boolean goesOn = DatabasePair.isThere(ground);
        var brokerProcess =
                supervision.start(
                        Broker.NAME, World.WITNESS, () -> broker.start(children), broker::awaitUp);
        var pair =
                beside(() ->
                        ground.lasts()
                                ? DatabasePair.lasting(ground)
                                : DatabasePair.create(
                                        ground.tools(), folder, ports, ground.passwords()));
        var router =
                supervision.start(
                        Router.NAME,
                        World.WITNESS,
                        () -> Router.start(children, ground, haproxy),
                        child -> Router.awaitUp(child, ports));
        var _ = router.awaitFirst();
        var network = Network.open(ground);
        var webhook =
                ground.closing(Webhook.start(ports.of(Use.WEBHOOK), ground.passwords().webhook()));
        var topics =
                beside(() -> {
                    var _ = brokerProcess.awaitFirst();
                    broker.createTopics();
                });
        var made = pair.join();
        progress.says("PostgreSQL at frankfurt and its standby at paris are there");
        topics.join();
        progress.says("the broker is up, its topics are there");
        if (goesOn) {
            // The servers of a former world start with their executors: what these see of each
            // other until then must not be taken for a disaster.
            network.silenceExecutors(true);
        }
        var spoken =
                goesOn
                        ? beside(() -> speakWhenServersRun(made, network))
                        : CompletableFuture.<Void>completedFuture(null);
        var services = services();
        var _ = spoken.join();
        var _ = storeReady.join();
        return new World(
                ground,
                new World.Parts(plan, broker.bootstrapServers(), made, network, webhook, services));
    }

    private void speakWhenServersRun(DatabasePair pair, Network network) {
        long end = System.nanoTime() + SERVERS_UP.toNanos();
        var awaited = new ArrayList<>(List.of(World.FRANKFURT, World.PARIS));
        awaited.removeIf(this::isHeldDown);
        awaited.removeIf(site -> pair.isReady(site));
        while (!awaited.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(EVERY.toNanos());
            awaited.removeIf(site -> pair.isReady(site));
        }
        network.silenceExecutors(false);
        progress.says(
                awaited.isEmpty()
                        ? "the servers take connections"
                        : "no server takes connections at " + String.join(", ", awaited));
    }

    /** Whether its executor has it on disk that the server is not to run. */
    private boolean isHeldDown(String site) {
        var wish =
                ground.folder().root().resolve("state-executor-" + site + "/executor/server.json");
        try {
            return Files.exists(wish) && !Files.readString(wish).contains("RUNNING");
        } catch (IOException e) {
            progress.says("Expected to read " + wish + ", but: " + e);
            return false;
        }
    }

    private void objectStore() {
        var store = new ObjectStore(ground);
        var process =
                ground.supervision()
                        .start(
                                ObjectStore.NAME,
                                World.WITNESS,
                                () ->
                                        store.start(
                                                ground.children(),
                                                Unpacked.of(
                                                        installation.objectStoreJar(),
                                                        installation.unpacked())),
                                child -> store.awaitReady(http, child));
        var _ = process.awaitFirst();
    }

    private Map<String, URI> services() {
        var services = new Services(ground);
        var starting = new TreeMap<String, CompletableFuture<URI>>();
        for (var spec : services.all()) {
            starting.put(spec.name(), beside(() -> start(services, spec)));
        }
        // The first that fails ends the wait for all.
        var failed = new CompletableFuture<Void>();
        for (var service : starting.values()) {
            var _ = service.whenComplete((_, e) -> failWith(failed, e));
        }
        var all = CompletableFuture.allOf(starting.values().toArray(CompletableFuture<?>[]::new));
        var _ = CompletableFuture.anyOf(all, failed).join();
        var running = new TreeMap<String, URI>();
        starting.forEach((name, service) -> running.put(name, service.join()));
        return running;
    }

    private URI start(Services services, Services.Spec spec) {
        var uri = URI.create("http://127.0.0.1:" + ground.ports().of(spec.port()));
        var readiness = uri.resolve("/actuator/health/readiness");
        var process =
                ground.supervision()
                        .start(
                                spec.name(),
                                spec.place(),
                                () -> spawn(services, spec),
                                child -> http.awaitReady(child, readiness, SERVICE_UP));
        progress.says("%s is ready after %.1f s".formatted(spec.name(), process.awaitFirst()));
        return uri;
    }

    private Child spawn(Services services, Services.Spec spec) {
        var jar = Unpacked.of(installation.serviceJar(spec.module()), installation.unpacked());
        var command = services.command(spec, jar);
        var environment = new TreeMap<>(spec.environment());
        if (ground.isForTraining()) {
            environment.putAll(StartCache.environment());
        }
        return ground.children().start(spec.name(), command, environment);
    }

    private static void failWith(CompletableFuture<Void> failed, @Nullable Throwable e) {
        if (e != null) {
            var _ = failed.completeExceptionally(e);
        }
    }

    private static <T> CompletableFuture<T> beside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, THREADS).thenApply(Objects::requireNonNull);
    }

    private static CompletableFuture<Void> beside(Runnable work) {
        return CompletableFuture.runAsync(work, THREADS);
    }
}
