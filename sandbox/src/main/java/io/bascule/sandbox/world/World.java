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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Three places on one machine: sites frankfurt and paris, each with a real PostgreSQL, and the
 * witness with broker, front door, object store and the five services. All of it ends when it is
 * closed, or with this process.
 */
public final class World implements AutoCloseable {

    public static final String FRANKFURT = "frankfurt";
    public static final String PARIS = "paris";
    public static final String WITNESS = "witness";

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
            Map<String, FaultProxy> proxies,
            Webhook webhook,
            Map<String, RunningService> services) {}

    /**
     * A service that is ready.
     *
     * @param readySeconds from the spawn of its process to its first readiness 200
     */
    public record RunningService(Child process, URI uri, double readySeconds) {}

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
        return Objects.requireNonNull(parts.proxies().get(site), site);
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

    /** Every service, by its name in the sandbox. */
    public Map<String, RunningService> services() {
        return parts.services();
    }

    /** The service of that name. */
    public RunningService service(String name) {
        return Objects.requireNonNull(parts.services().get(name), name);
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
     * Lets every service remember how it starts, so that later worlds are up sooner. Needed once
     * per build; does nothing if it was done.
     *
     * @return whether it was needed
     */
    public static boolean train(Progress progress) {
        if (WorldBuilder.isTrained()) {
            return false;
        }
        var world = start(WorldSettings.forTraining(), progress);
        world.close();
        if (!WorldBuilder.isTrained()) {
            throw new SandboxException(
                    SandboxException.Cause.WORLD,
                    "Expected every service to write its start cache when it ended, but not all did");
        }
        return true;
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
