package io.bascule.backup.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.stream.Stream;

/**
 * Processor seconds of this process and of all its children, also of those that have ended (Linux).
 *
 * @param server one whose work is counted, too: what it does for a backup is the backup's
 */
record Cpu(ProcessHandle server) {

    private static final double TICKS_PER_SECOND = 100;

    /** Of the fields after the command's name: utime, stime, cutime and cstime. */
    private static final int FIRST = 11;

    double seconds() throws IOException {
        var pids = new HashSet<Long>();
        for (var root : new ProcessHandle[] {ProcessHandle.current(), server}) {
            Stream.concat(Stream.of(root), root.descendants()).forEach(p -> pids.add(p.pid()));
        }
        long ticks = 0;
        for (long pid : pids) {
            ticks += ticks(pid);
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static long ticks(long pid) throws IOException {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        } catch (IOException e) {
            if (ProcessHandle.of(pid).isPresent()) {
                throw e;
            }
            // It has ended meanwhile: its time is its parent's now.
            return 0;
        }
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = FIRST; i < FIRST + 4; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }
}
