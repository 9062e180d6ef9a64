package io.bascule.backup.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor seconds of this process and of all its children that have ended (Linux). */
final class Cpu {

    private static final double TICKS_PER_SECOND = 100;

    /** Of the fields after the command's name: utime, stime, cutime and cstime. */
    private static final int FIRST = 11;

    private Cpu() {}

    static double seconds() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = FIRST; i < FIRST + 4; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks / TICKS_PER_SECOND;
    }
}
