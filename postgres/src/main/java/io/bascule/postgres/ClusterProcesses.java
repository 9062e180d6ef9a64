package io.bascule.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every process of one cluster, with or without a postmaster.
 *
 * <p>A killed postmaster is not the end of its server: a backend in the middle of a statement ends
 * the statement and acknowledges it first. Three marks find such orphans: every process of a server
 * works in its data directory, the postmaster's children are its descendants, and all of them are
 * attached to the shared-memory segment that {@code postmaster.pid} names. A zombie is dead: it has
 * no memory and no sockets.
 */
public final class ClusterProcesses {

    private static final Path PROC = Path.of("/proc");
    private static final Path SEGMENTS = PROC.resolve("sysvipc/shm");

    private final Path dataDir;

    ClusterProcesses(Path dataDir) {
        this.dataDir = dataDir;
    }

    /** Those that run or are stopped now, zombies left out. */
    public List<ProcessHandle> alive() {
        Set<Long> pids = new LinkedHashSet<>(workingInDataDir());
        PostmasterPid.of(dataDir)
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .filter(postmaster -> pids.contains(postmaster.pid()))
                .ifPresent(postmaster -> postmaster.descendants().forEach(p -> pids.add(p.pid())));
        return pids.stream()
                .filter(pid -> !isZombie(pid))
                .map(ProcessHandle::of)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Whether no process of the cluster is left. Asks twice: the processes, and the kernel's count
     * of those attached to the segment, which also knows processes that this user may not look
     * into.
     */
    public boolean gone() {
        return alive().isEmpty() && attached() == 0;
    }

    /**
     * Kills all of them, again until none is left.
     *
     * @return how many were killed
     * @throws PostgresException if some are left at the deadline
     */
    public int kill(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        Set<Long> killed = new LinkedHashSet<>();
        while (!gone()) {
            if (System.nanoTime() > end) {
                throw new PostgresException(
                        "Expected no process of "
                                + dataDir
                                + " to be left, but found "
                                + alive().stream().map(ProcessHandle::pid).toList()
                                + " and "
                                + attached()
                                + " attached to its shared memory");
            }
            for (var process : alive()) {
                killed.add(process.pid());
                process.destroyForcibly();
            }
            Pause.millis(2);
        }
        return killed.size();
    }

    /** Whether it runs or is stopped; a zombie does not live, and nor does one that is gone. */
    static boolean lives(ProcessHandle process) {
        return process.isAlive() && !isZombie(process.pid());
    }

    private List<Long> workingInDataDir() {
        if (!Files.isDirectory(dataDir)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(PROC)) {
            var real = dataDir.toRealPath();
            return entries.filter(entry -> isNumber(entry.getFileName().toString()))
                    .filter(entry -> worksIn(entry, real))
                    .map(entry -> Long.parseLong(entry.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new PostgresException("Expected to list the processes in /proc", e);
        }
    }

    private static boolean worksIn(Path process, Path folder) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).equals(folder)
                    && Files.readString(process.resolve("comm")).startsWith("postgres");
        } catch (IOException _) {
            // It has ended meanwhile, or belongs to somebody else.
            return false;
        }
    }

    private int attached() {
        var segment = PostmasterPid.of(dataDir).map(PostmasterPid::segment).orElse("");
        if (segment.isEmpty() || !Files.isReadable(SEGMENTS)) {
            return 0;
        }
        try {
            return Files.readAllLines(SEGMENTS).stream()
                    .map(line -> line.strip().split("\\s+", -1))
                    .filter(words -> words.length > 6)
                    .filter(words -> segment.equals(words[0] + " " + words[1]))
                    .mapToInt(words -> Integer.parseInt(words[6]))
                    .sum();
        } catch (IOException e) {
            throw new PostgresException("Expected to read " + SEGMENTS, e);
        }
    }

    private static boolean isZombie(long pid) {
        try {
            var stat = Files.readString(PROC.resolve(pid + "/stat"));
            int state = stat.lastIndexOf(')') + 2;
            return state < stat.length()
                    && (stat.charAt(state) == 'Z' || stat.charAt(state) == 'X');
        } catch (IOException _) {
            return true;
        }
    }

    private static boolean isNumber(String name) {
        return !name.isEmpty() && name.chars().allMatch(Character::isDigit);
    }
}
