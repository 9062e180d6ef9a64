package io.bascule.sandbox.world;

import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.Plan;
import io.bascule.contracts.plan.PlanReading;
import io.bascule.postgres.Cluster;
import io.bascule.sandbox.fault.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Three places on one machine: sites frankfurt and paris, each with a real PostgreSQL, and the
 * witness with broker, front door, object store and the five services. All of it ends when it is
 * closed, or with this process.
 */
public final class World implements AutoCloseable {

    public static final String FRANKFURT = "frankfurt";
    public static final String PARIS = "paris";
    public static final String WITNESS = "witness";

    /** The application's database. */
    public static final String DATABASE = DatabasePair.DATABASE;

    /** The front door's port. */
    public static final Ports.Use FRONT_DOOR_PORT = Ports.Use.FRONT_DOOR;

    private final Ground ground;
    private final Parts parts;

    World(Ground ground, Parts parts) {
        this.ground = ground;
        this.parts = parts;
    }

    /** What a world is made of beside its ground. */
    record Parts(
            PlanReading.Valid plan,
            String bootstrapServers,
            DatabasePair pair,
            Network network,
            Webhook webhook,
            Map<String, URI> services) {}

    /**
     * A service that is ready.
     *
     * @param readySeconds from the spawn of its process to its first readiness 200
     */
    public record RunningService(Child process, URI uri, double readySeconds) {}

    /**
     * A process of the world that is started again when it dies.
     *
     * @param name a service's name in the sandbox, or broker, haproxy, object-store
     * @param place frankfurt, paris or witness
     * @param readySince since when it answers; null while it does not
     * @param restarts how often it was started again
     */
    public record ProcessState(
            String name, String place, long pid, @Nullable Instant readySince, int restarts) {}

    /**
     * What a closed world left behind.
     *
     * @param what one line for each process, port or folder
     */
    public record Remains(List<String> what) {}

    /** A role and its password. */
    public record Credentials(String user, String password) {

        /** The password is not part of it. */
        @Override
        public String toString() {
            return user;
        }
    }

    /**
     * Makes a world and waits until every service in it is ready. If that fails, everything that
     * was started ends first.
     *
     * @throws SandboxException saying what stands in the way
     */
    public static World start(WorldSettings settings, Progress progress) {
        return WorldBuilder.start(settings, progress);
    }

    /** The plan, as it was read. */
    public Plan plan() {
        return parts.plan().plan();
    }

    /** SHA-256 of the plan's text. */
    public String planHash() {
        return parts.plan().hash();
    }

    /** The demo's application: the first of the plan. */
    public ApplicationPlan application() {
        return plan().applications().getFirst();
    }

    /** Where the broker listens. */
    public String bootstrapServers() {
        return parts.bootstrapServers();
    }

    /** What stands between a site's server and those that stream from it. */
    public FaultProxy replicationFrom(String site) {
        return parts.network().replicationFrom(site);
    }

    /** What lies between the places. */
    public Network network() {
        return parts.network();
    }

    /** The folder of everything that is written to disk. */
    public Path folder() {
        return ground.folder().root();
    }

    /**
     * The folder of a lasting world, made if it is missing; its real path.
     *
     * @throws SandboxException if there is something else in it, or no room
     */
    public static Path lastingFolder(Path folder) {
        return WorldFolder.lasting(folder, false).root();
    }

    /** The folder of a lasting world's sockets, by the real path of its own folder. */
    public static Path socketsOf(Path folder) {
        return WorldFolder.socketsPath(new WorldFolder(folder));
    }

    /** What stands for each <code>${...}</code> of a plan here. */
    public Map<String, String> placeholders() {
        return DemoPlan.values(ground.sockets(), ground.roads());
    }

    /** Its ports. */
    public Ports ports() {
        return ground.ports();
    }

    /** Calls the listener, on any thread, whenever a process was replaced or became ready. */
    public void onChange(Runnable listener) {
        ground.supervision().onChange(listener);
    }

    /** Processes of the world that run now, whoever started them. */
    public List<ProcessHandle> running() {
        return ground.running();
    }

    /** The data directory at a site. */
    public Cluster clusterAt(String site) {
        return parts.pair().at(site);
    }

    /** The application's database through the front door. */
    public String frontDoorUrl() {
        return url(Ports.Use.FRONT_DOOR);
    }

    /** The application's database at a site, round the front door. */
    public String urlAt(String site) {
        return url(site.equals(PARIS) ? Ports.Use.PARIS : Ports.Use.FRANKFURT);
    }

    /** The role of the application's client. */
    public Credentials client() {
        return new Credentials(DatabasePair.CLIENT_ROLE, ground.passwords().orders());
    }

    /** The role of the platform. */
    public Credentials platform() {
        return new Credentials(DatabasePair.PLATFORM_ROLE, ground.passwords().bascule());
    }

    /** Every service as it runs now, by its name in the sandbox. */
    public Map<String, RunningService> services() {
        var services = new TreeMap<String, RunningService>();
        parts.services().keySet().forEach(name -> services.put(name, service(name)));
        return services;
    }

    /** The service of that name as it runs now. */
    public RunningService service(String name) {
        var uri = Objects.requireNonNull(parts.services().get(name), name);
        var process = process(name);
        return new RunningService(process.child(), uri, process.readySeconds());
    }

    /** Every process that is started again when it dies. */
    public List<ProcessState> processes() {
        return ground.supervision().all().stream().map(Supervised::state).toList();
    }

    /**
     * Kills a process by SIGKILL and returns when it has ended. It is started again at once, after
     * 0.5 s if it dies again soon, then after twice as long each time, up to 8 s. What an executor
     * had started, its site's PostgreSQL, runs on.
     *
     * @param name a service's name, or broker, haproxy, object-store
     */
    public void kill(String name) {
        process(name).kill();
    }

    /**
     * Waits until the process that was killed last under that name is replaced and ready.
     *
     * @throws SandboxException if it is not at the deadline, with the end of its log
     */
    public void awaitRestarted(String name, Duration deadline) throws InterruptedException {
        var process = process(name);
        if (!process.awaitRestarted(deadline)) {
            throw process.missed(deadline);
        }
    }

    /**
     * Waits until a process, whoever ended it, was started again so often in all, and is ready.
     *
     * @param times see {@link ProcessState#restarts}
     * @throws SandboxException if it is not at the deadline, with the end of its log
     */
    public void awaitRestarts(String name, int times, Duration deadline)
            throws InterruptedException {
        var process = process(name);
        if (!process.awaitRestarts(times, deadline)) {
            throw process.missed(deadline);
        }
    }

    /**
     * The folder in which a service's fault points are armed, by a file of the point's name.
     *
     * @throws IllegalStateException in a world without fault points
     */
    public Path faultPointsOf(String service) {
        if (!ground.hasFaultPoints()) {
            throw new IllegalStateException(
                    "Expected a world with fault points; ask for it in its settings");
        }
        return Services.faultPointsOf(ground.folder(), process(service).name());
    }

    private Supervised process(String name) {
        var process = ground.supervision().named(name);
        if (process == null) {
            throw new IllegalArgumentException(
                    "Expected one of "
                            + ground.supervision().all().stream().map(Supervised::name).toList()
                            + ", but found '"
                            + name
                            + "'");
        }
        return process;
    }

    /** Every secret of this world, for those who look where none may be. */
    public List<String> secrets() {
        return ground.passwords().all();
    }

    /** The receiver of webhooks. */
    public Webhook webhook() {
        return parts.webhook();
    }

    /** The logs of all processes, the databases' included. */
    public List<Path> allLogs() {
        var root = ground.folder().root();
        try (Stream<Path> files = Files.walk(root, 2)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".log"))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new SandboxException(
                    SandboxException.Cause.WORLD, "Expected to read the logs in " + root, e);
        }
    }

    /**
     * Lets every process remember how it starts, so that later worlds are up sooner. Worth it once
     * per build.
     */
    public static void train(Progress progress) {
        var world = start(WorldSettings.forTraining(), progress);
        world.close();
        var missing =
                WorldBuilder.startCaches().stream()
                        .filter(cache -> !cache.isThere())
                        .map(cache -> cache.file().toString())
                        .toList();
        if (!missing.isEmpty()) {
            throw new SandboxException(
                    SandboxException.Cause.WORLD,
                    "Expected every process to write its start cache when it ended, but these are not there: "
                            + String.join(", ", missing));
        }
    }

    /** Ends everything, once, and says what could not be ended. */
    public Remains end() {
        return ground.end();
    }

    @Override
    public void close() {
        var _ = end();
    }

    private String url(Ports.Use use) {
        return "jdbc:postgresql://127.0.0.1:"
                + ground.ports().of(use)
                + "/"
                + DatabasePair.DATABASE;
    }
}
