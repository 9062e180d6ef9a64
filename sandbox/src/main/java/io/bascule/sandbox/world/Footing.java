package io.bascule.sandbox.world;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is there before a world's first process, either for this one time or from a former one.
 *
 * @param lock held as long as the world
 * @param folder everything that is written to disk
 * @param sockets what needs a short path and is of use only while the world runs; the same folder
 *     unless the world lasts
 * @param processes folders that nobody works in but processes of the world
 * @param lasts whether the folder stays when the world ends
 */
record Footing(
        WorldLock lock,
        WorldFolder folder,
        WorldFolder sockets,
        List<Path> processes,
        Ports ports,
        Passwords passwords,
        boolean lasts) {

    private static final Duration SWEPT = Duration.ofSeconds(5);
    private static final String SECRETS = "secrets.properties";
    private static final String PORTS = "ports.properties";

    /** Takes the lock, clears away what a killed sandbox left, and finds free ports. */
    static Footing of(WorldSettings settings, boolean forAnotherUser, Progress progress) {
        return settings.lasting() == null
                ? once(settings, forAnotherUser, progress)
                : lasting(settings.lasting(), forAnotherUser, progress);
    }

    private static Footing once(WorldSettings settings, boolean forAnotherUser, Progress progress) {
        var lock = WorldLock.take();
        try {
            lock.leftover()
                    .ifPresent(left -> {
                        progress.says("clearing away what a killed sandbox left: " + left);
                        var _ = clear(left, List.of(left));
                        new WorldFolder(left).remove();
                    });
            var base = settings.portBase();
            var ports = base == null ? Ports.random() : Ports.from(base);
            var folder = WorldFolder.createIn(settings.data(), forAnotherUser);
            lock.names(folder.root());
            return new Footing(
                    lock, folder, folder, List.of(folder.root()), ports, Passwords.random(), false);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Footing lasting(
            WorldSettings.Lasting settings, boolean forAnotherUser, Progress progress) {
        var folder = WorldFolder.lasting(settings.folder(), forAnotherUser);
        var lock = WorldLock.takeFor(folder);
        try {
            var sockets = WorldFolder.socketsOf(folder);
            var processes = processesOf(folder, sockets);
            if (!Sweep.processesIn(processes).isEmpty()) {
                progress.says("clearing away processes that a killed sandbox left");
            }
            var left = clear(folder.root(), processes);
            if (!left.isEmpty()) {
                throw new SandboxException(
                        SandboxException.Cause.WORLD,
                        "Expected to end what a killed sandbox left in "
                                + folder.root()
                                + ", but found "
                                + String.join(", ", left));
            }
            var portsFile = folder.root().resolve(PORTS);
            var ports =
                    Ports.lasting(
                            KeptFile.readValues(portsFile),
                            settings.portBase(),
                            settings.consolePort());
            KeptFile.writeValues(portsFile, ports.kept());
            return new Footing(lock, folder, sockets, processes, ports, passwords(folder), true);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Where the processes of a lasting world work. A person may look around anywhere else. */
    static List<Path> processesOf(WorldFolder folder, WorldFolder sockets) {
        return List.of(
                folder.root().resolve("processes"),
                folder.root().resolve("databases"),
                sockets.root());
    }

    /**
     * Ends every process in those folders.
     *
     * @return a line for each that is left
     */
    static List<String> clear(Path world, List<Path> processes) {
        var problems = new ArrayList<String>();
        if (!Sweep.kill(processes, SWEPT)) {
            Sweep.processesIn(processes)
                    .forEach(p -> problems.add("process " + p.pid() + " " + p.info().command()));
        }
        SharedMemory.remove(world, problems);
        return problems;
    }

    private static Passwords passwords(WorldFolder folder) {
        var file = folder.root().resolve(SECRETS);
        Map<String, String> kept = KeptFile.readValues(file);
        if (!kept.isEmpty()) {
            return Passwords.of(kept);
        }
        var fresh = Passwords.random();
        KeptFile.writeValues(file, fresh.values());
        return fresh;
    }
}
