package io.bascule.sandbox.world;

import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.StopMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * What a world stands on, and how all of it ends: lock, folder, ports, processes. It exists before
 * the first process and ends once, whether the world was finished or not, also by Ctrl-C.
 */
final class Ground {

    private static final Duration SERVICES_END = Duration.ofSeconds(12);

    /** A JVM that writes its start cache does so at its end. */
    private static final Duration TRAINED_END = Duration.ofMinutes(4);

    private static final Duration REST_ENDS = Duration.ofSeconds(6);
    private static final Duration SWEPT = Duration.ofSeconds(5);

    /** These carry the others and so end after them. */
    private static final Set<String> LAST = Set.of("broker", "object-store", "haproxy");

    private final WorldLock lock;
    private final WorldFolder folder;
    private final Ports ports;
    private final PostgresTools tools;
    private final Children children;
    private final Supervision supervision;
    private final boolean keep;
    private final boolean forTraining;
    private final boolean faultPoints;
    private final Passwords passwords = Passwords.random();
    private final List<AutoCloseable> listeners = new CopyOnWriteArrayList<>();
    private final Thread hook = new Thread(this::endFromOutside, "world-end");
    private final Progress progress;
    private World.Remains remains = new World.Remains(List.of());
    private boolean ended;

    private Ground(
            WorldLock lock,
            WorldFolder folder,
            Ports ports,
            PostgresTools tools,
            WorldSettings settings,
            Progress progress) {
        this.lock = lock;
        this.folder = folder;
        this.ports = ports;
        this.tools = tools;
        this.keep = settings.keep();
        this.forTraining = settings.training();
        this.progress = progress;
        this.faultPoints = settings.faultPoints();
        this.supervision = new Supervision(progress, faultPoints ? Duration.ZERO : Backoff.MOST);
        this.children = new Children(folder.folder("logs"), folder.folder("processes"));
    }

    /**
     * Takes the lock, clears away what a killed sandbox left, finds free ports and makes the
     * folder.
     */
    static Ground prepare(WorldSettings settings, PostgresTools tools, Progress progress) {
        var lock = WorldLock.take();
        try {
            lock.leftover()
                    .ifPresent(left -> {
                        progress.says("clearing away what a killed sandbox left: " + left);
                        var _ = Sweep.kill(left, SWEPT);
                        removeSharedMemory(left, new ArrayList<>());
                        new WorldFolder(left).remove();
                    });
            var base = settings.portBase();
            var ports = base == null ? Ports.random() : Ports.from(base);
            var folder = WorldFolder.createIn(settings.data(), tools.runAs() != null);
            lock.names(folder.root());
            var ground = new Ground(lock, folder, ports, tools, settings, progress);
            Runtime.getRuntime().addShutdownHook(ground.hook);
            return ground;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    boolean isForTraining() {
        return forTraining;
    }

    boolean hasFaultPoints() {
        return faultPoints;
    }

    WorldFolder folder() {
        return folder;
    }

    Ports ports() {
        return ports;
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
        return passwords;
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
        children.end(
                all.stream().filter(c -> !LAST.contains(c.name())).toList(),
                forTraining ? TRAINED_END : SERVICES_END);
        stopDatabases(problems);
        children.end(all.stream().filter(c -> LAST.contains(c.name())).toList(), REST_ENDS);
        listeners.forEach(listener -> {
            try {
                listener.close();
            } catch (Exception e) {
                problems.add(e.toString());
            }
        });
        if (!Sweep.kill(folder.root(), SWEPT)) {
            Sweep.processesOf(folder.root())
                    .forEach(p -> problems.add("process " + p.pid() + " " + p.info().command()));
        }
        removeSharedMemory(folder.root(), problems);
        removeFolder(problems);
        ports.taken().forEach((use, port) -> problems.add("port " + port + " (" + use + ")"));
        lock.close();
        removeHook();
        remains = new World.Remains(List.copyOf(problems));
        return remains;
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
        for (var dataDir : dataDirs(folder.root())) {
            try {
                Cluster.at(tools, dataDir)
                        .adopt(dataDir.resolveSibling(dataDir.getFileName() + ".log"))
                        .ifPresent(server -> server.stop(StopMode.IMMEDIATE, REST_ENDS));
            } catch (PostgresException e) {
                problems.add(e.toString());
            }
        }
    }

    /** A killed server leaves a few bytes of System V shared memory, which nothing else removes. */
    private static void removeSharedMemory(Path root, List<String> problems) {
        for (var dataDir : dataDirs(root)) {
            var file = dataDir.resolve("postmaster.pid");
            try {
                if (Files.exists(file) && Files.readAllLines(file).size() >= 7) {
                    var words = Files.readAllLines(file).get(6).strip().split("\\s+", -1);
                    var remover =
                            new ProcessBuilder("ipcrm", "-m", words[words.length - 1])
                                    .redirectErrorStream(true)
                                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                    .start();
                    if (!remover.waitFor(5, TimeUnit.SECONDS)) {
                        remover.destroyForcibly();
                    }
                }
            } catch (IOException e) {
                problems.add("shared memory of " + dataDir + ": " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void removeFolder(List<String> problems) {
        if (keep) {
            progress.says("kept: " + folder.root());
            return;
        }
        try {
            folder.remove();
        } catch (SandboxException e) {
            problems.add(e.toString());
        }
    }

    private static List<Path> dataDirs(Path root) {
        var databases = root.resolve("databases");
        return java.util.stream.Stream.of(World.FRANKFURT, World.PARIS)
                .map(databases::resolve)
                .filter(Files::isDirectory)
                .toList();
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // This is the hook, or it runs already and waits.
        }
    }
}
