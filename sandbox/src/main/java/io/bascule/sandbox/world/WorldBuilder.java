package io.bascule.sandbox.world;

import io.bascule.contracts.plan.PlanReading;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresTools;
import io.bascule.sandbox.fault.FaultProxy;
import io.bascule.sandbox.world.Ports.Use;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World.RunningService;
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
        progress.says("three places are made in " + folder.root() + ": frankfurt, paris, witness");
        // The slowest first, and everything beside everything: two cores are soon busy.
        var store =
                beside(() ->
                        ObjectStore.start(
                                children,
                                folder,
                                ports,
                                Unpacked.of(
                                        installation.objectStoreJar(), installation.unpacked())));
        var broker = Broker.start(children, folder, ports);
        var pair =
                beside(() ->
                        DatabasePair.create(ground.tools(), folder, ports, ground.passwords()));
        var _ = Router.start(children, folder, ports, haproxy);
        var proxies =
                Map.of(
                        World.FRANKFURT, proxy(Use.FRANKFURT_REPLICATION, Use.FRANKFURT),
                        World.PARIS, proxy(Use.PARIS_REPLICATION, Use.PARIS));
        var webhook =
                ground.closing(Webhook.start(ports.of(Use.WEBHOOK), ground.passwords().webhook()));
        var topics = beside(broker::createTopics);
        var made = pair.join();
        progress.says("PostgreSQL at frankfurt and its standby at paris are made");
        topics.join();
        progress.says("the broker is up, its topics are made");
        var services = services(broker, store.join());
        return new World(
                ground,
                new World.Parts(plan, broker.bootstrapServers(), made, proxies, webhook, services));
    }

    private Map<String, RunningService> services(Broker broker, ObjectStore store) {
        var services =
                new Services(
                        ground.folder(),
                        ground.tools(),
                        ground.passwords(),
                        ground.ports(),
                        store.endpoint(),
                        ground.isForTraining());
        var storeReady = beside(() -> store.awaitReady(http));
        var starting = new TreeMap<String, CompletableFuture<RunningService>>();
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
        var running = new TreeMap<String, RunningService>();
        starting.forEach((name, service) -> running.put(name, service.join()));
        var _ = storeReady.join();
        return running;
    }

    private RunningService start(Services services, Services.Spec spec, Broker broker) {
        var jar = Unpacked.of(installation.serviceJar(spec.module()), installation.unpacked());
        var command = services.command(spec, jar, broker.bootstrapServers());
        var environment = new TreeMap<>(spec.environment());
        if (ground.isForTraining()) {
            environment.putAll(StartCache.environment());
        }
        var child = ground.children().start(spec.name(), command, environment);
        var uri = URI.create("http://127.0.0.1:" + ground.ports().of(spec.port()));
        double seconds =
                http.awaitReady(child, uri.resolve("/actuator/health/readiness"), SERVICE_UP);
        progress.says("%s is ready after %.1f s".formatted(spec.name(), seconds));
        return new RunningService(child, uri, seconds);
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
