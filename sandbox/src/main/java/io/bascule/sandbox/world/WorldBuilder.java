package io.bascule.sandbox.world;

import io.bascule.contracts.plan.PlanReading;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresTools;
import io.bascule.sandbox.fault.FaultProxy;
import io.bascule.sandbox.world.Ports.Use;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings a world up: what does not wait for another part starts beside it. */
final class WorldBuilder {

    private static final int OLDEST_POSTGRES = 15;
    private static final Duration SERVICE_UP = Duration.ofSeconds(90);
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

    /** Whether every service has its start cache. */
    static boolean isTrained() {
        var installation = Installation.locate();
        return Services.ROLES.entrySet().stream()
                .allMatch(role ->
                        StartCache.isThere(
                                Unpacked.of(
                                        installation.serviceJar(role.getValue()),
                                        installation.unpacked()),
                                role.getKey()));
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
        var values = DemoPlan.values(ground.folder(), ground.ports());
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
        var broker = new Broker(folder, ports);
        var brokerProcess =
                supervision.start(
                        Broker.NAME, World.WITNESS, () -> broker.start(children), broker::awaitUp);
        var pair =
                beside(() ->
                        DatabasePair.create(ground.tools(), folder, ports, ground.passwords()));
        var router =
                supervision.start(
                        Router.NAME,
                        World.WITNESS,
                        () -> Router.start(children, folder, ports, haproxy),
                        child -> Router.awaitUp(child, ports));
        var _ = router.awaitFirst();
        var proxies =
                Map.of(
                        World.FRANKFURT, proxy(Use.FRANKFURT_REPLICATION, Use.FRANKFURT),
                        World.PARIS, proxy(Use.PARIS_REPLICATION, Use.PARIS));
        var webhook =
                ground.closing(Webhook.start(ports.of(Use.WEBHOOK), ground.passwords().webhook()));
        var topics =
                beside(() -> {
                    var _ = brokerProcess.awaitFirst();
                    broker.createTopics();
                });
        var made = pair.join();
        progress.says("PostgreSQL at frankfurt and its standby at paris are made");
        topics.join();
        progress.says("the broker is up, its topics are made");
        var services = services(broker);
        var _ = storeReady.join();
        return new World(
                ground,
                new World.Parts(plan, broker.bootstrapServers(), made, proxies, webhook, services));
    }

    private void objectStore() {
        var store = new ObjectStore(ground.folder(), ground.ports());
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

    private Map<String, URI> services(Broker broker) {
        var services =
                new Services(
                        ground.folder(),
                        ground.tools(),
                        ground.passwords(),
                        ground.ports(),
                        ground.isForTraining(),
                        ground.hasFaultPoints());
        var starting = new TreeMap<String, CompletableFuture<URI>>();
        for (var spec : services.all()) {
            starting.put(spec.name(), beside(() -> start(services, spec, broker)));
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

    private URI start(Services services, Services.Spec spec, Broker broker) {
        var uri = URI.create("http://127.0.0.1:" + ground.ports().of(spec.port()));
        var readiness = uri.resolve("/actuator/health/readiness");
        var process =
                ground.supervision()
                        .start(
                                spec.name(),
                                spec.place(),
                                () -> spawn(services, spec, broker),
                                child -> http.awaitReady(child, readiness, SERVICE_UP));
        progress.says("%s is ready after %.1f s".formatted(spec.name(), process.awaitFirst()));
        return uri;
    }

    private Child spawn(Services services, Services.Spec spec, Broker broker) {
        var jar = Unpacked.of(installation.serviceJar(spec.module()), installation.unpacked());
        var command = services.command(spec, jar, broker.bootstrapServers());
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

    private FaultProxy proxy(Use port, Use target) {
        int listensOn = ground.ports().of(port);
        try {
            return ground.closing(FaultProxy.open(listensOn, ground.ports().of(target)));
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected to listen on port " + listensOn + ", but: " + e.getMessage(),
                    e);
        }
    }

    private static <T> CompletableFuture<T> beside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, THREADS).thenApply(Objects::requireNonNull);
    }

    private static CompletableFuture<Void> beside(Runnable work) {
        return CompletableFuture.runAsync(work, THREADS);
    }
}
