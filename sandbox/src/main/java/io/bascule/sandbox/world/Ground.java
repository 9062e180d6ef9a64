package io.bascule.sandbox.world;

import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.StopMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a world stands on, and how all of it ends: lock, folder, ports, processes. It exists before
 * the first process and ends once, whether the world was finished or not, also by Ctrl-C.
 */
final class Ground {

    private static final Duration SERVICES_END = Duration.ofSeconds(12);

    /** An executor ends with its server, which may have a checkpoint to write. */
    private static final Duration SERVERS_END = Duration.ofSeconds(30);

    /** A JVM that writes its start cache does so at its end. */
    private static final Duration TRAINED_END = Duration.ofMinutes(4);

    private static final Duration REST_ENDS = Duration.ofSeconds(6);

    /** These carry the others and so end after them. */
    private static final Set<String> LAST = Set.of("broker", "object-store", "haproxy");

    private final Footing footing;
    private final PostgresTools tools;
    private final Children children;
    private final Supervision supervision;
    private final boolean keep;
    private final boolean forTraining;
    private final boolean faultPoints;
    private final List<AutoCloseable> listeners = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::endFromOutside, "world-end");
    private final Progress progress;
    private World.Remains remains = new World.Remains(List.of());
    private boolean ended;

    private Ground(
            Footing footing, PostgresTools tools, WorldSettings settings, Progress progress) {
        this.footing = footing;
        this.tools = tools;
        this.keep = settings.keep();
        this.forTraining = settings.training();
        this.progress = progress;
        this.faultPoints = settings.faultPoints();
        this.supervision = new Supervision(progress, faultPoints ? Duration.ZERO : Backoff.MOST);
        this.children =
                new Children(footing.folder().folder("logs"), footing.folder().folder("processes"));
    }

    /**
     * Takes the lock, clears away what a killed sandbox left, finds free ports and makes the
     * folder.
     */
    static Ground prepare(WorldSettings settings, PostgresTools tools, Progress progress) {
        var footing = Footing.of(settings, tools.runAs() != null, progress);
        try {
            var ground = new Ground(footing, tools, settings, progress);
            Runtime.getRuntime().addShutdownHook(ground.hook);
            return ground;
        } catch (RuntimeException e) {
            footing.lock().close();
            throw e;
        }
    }

    boolean isForTraining() {
        return forTraining;
    }

    /** Whether it goes on where it ended. */
    boolean lasts() {
        return footing.lasts();
    }

    boolean hasFaultPoints() {
        return faultPoints;
    }

    WorldFolder folder() {
        return footing.folder();
    }

    /** For what needs a short path. */
    WorldFolder sockets() {
        return footing.sockets();
    }

    Ports ports() {
        return footing.ports();
    }

    Roads roads() {
        return new Roads(footing.ports(), footing.lasts());
    }

    PostgresTools tools() {
        return tools;
    }

    Children children() {
        return children;
    }

    Supervision supervision() {
        return supervision;
    }

    Passwords passwords() {
        return footing.passwords();
    }

    List<ProcessHandle> running() {
        return Sweep.processesIn(footing.processes());
    }

    /** Something that listens inside this process and is closed with the world. */
    <T extends AutoCloseable> T closing(T listener) {
        listeners.add(listener);
        return listener;
    }

    /** Ends everything; a second call waits for the first and says the same. */
    synchronized World.Remains end() {
        if (ended) {
            return remains;
        }
        ended = true;
        var problems = new ArrayList<String>();
        supervision.close();
        children.close();
        var all = children.all();
        var services = all.stream().filter(c -> !LAST.contains(c.name())).toList();
        if (lasts()) {
            // Whoever could conclude something from the end of the servers ends before them.
            children.end(services.stream().filter(c -> !isExecutor(c)).toList(), SERVICES_END);
            children.end(services.stream().filter(Ground::isExecutor).toList(), SERVERS_END);
        } else {
            children.end(services, forTraining ? TRAINED_END : SERVICES_END);
        }
        stopDatabases(problems);
        children.end(
                all.stream().filter(c -> LAST.contains(c.name())).toList(),
                forTraining ? TRAINED_END : REST_ENDS);
        listeners.forEach(listener -> {
            try {
                listener.close();
            } catch (Exception e) {
                problems.add(e.toString());
            }
        });
        problems.addAll(Footing.clear(footing.folder().root(), footing.processes()));
        if (footing.lasts()) {
            remove(footing.sockets(), problems);
        } else {
            removeFolder(problems);
        }
        ports().taken().forEach((use, port) -> problems.add("port " + port + " (" + use + ")"));
        footing.lock().close();
        removeHook();
        remains = new World.Remains(List.copyOf(problems));
        return remains;
    }

    private static boolean isExecutor(Child child) {
        return child.name().startsWith("executor-");
    }

    private void endFromOutside() {
        progress.ends();
        progress.says("interrupted: everything is ended");
        var left = end();
        progress.says(
                left.what().isEmpty()
                        ? "nothing is left behind"
                        : "left behind: " + String.join(", ", left.what()));
    }

    /** A server whose executor was killed runs on; it is stopped, so that it frees its memory. */
    private void stopDatabases(List<String> problems) {
        for (var dataDir : SharedMemory.dataDirs(footing.folder().root())) {
            try {
                Cluster.at(tools, dataDir)
                        .adopt(dataDir.resolveSibling(dataDir.getFileName() + ".log"))
                        .ifPresent(server -> server.stop(StopMode.IMMEDIATE, REST_ENDS));
            } catch (PostgresException e) {
                problems.add(e.toString());
            }
        }
    }

    private void removeFolder(List<String> problems) {
        if (keep) {
            progress.says("kept: " + footing.folder().root());
            return;
        }
        remove(footing.folder(), problems);
    }

    private static void remove(WorldFolder folder, List<String> problems) {
        try {
            folder.remove();
        } catch (SandboxException e) {
            problems.add(e.toString());
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // This is the hook, or it runs already and waits.
        }
    }
}
