package io.bascule.backup.desk;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * The name of this process, unique among all that ever ran: {@code host/space/pid/start/mark}. The
 * space is the machine's start and the namespace of its process ids; within the same space it can
 * be seen at once whether a process is gone. The mark is random: a process may hold the service
 * twice.
 */
record Runner(String name) {

    private static final int PARTS = 5;

    static Runner self() {
        return new Runner(
                host()
                        + "/"
                        + space()
                        + "/"
                        + ProcessHandle.current().pid()
                        + "/"
                        + startOf(ProcessHandle.current())
                        + "/"
                        + UUID.randomUUID().toString().substring(0, 8));
    }

    /** True only if it can be known; a process elsewhere is never surely gone. */
    boolean knowsGone(String other) {
        var its = other.split("/", -1);
        var ours = name.split("/", -1);
        if (its.length != PARTS || !its[1].equals(ours[1]) || its[1].isEmpty()) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(its[2]))
                .map(process -> startOf(process) != Long.parseLong(its[3]))
                .orElse(true);
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replace('/', '-');
        } catch (IOException _) {
            return "unknown-host";
        }
    }

    private static String space() {
        try {
            String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            String pids = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
            return boot + "." + pids.replaceAll("\\D", "");
        } catch (IOException | RuntimeException _) {
            // Not Linux: then silence alone tells.
            return "";
        }
    }
}
