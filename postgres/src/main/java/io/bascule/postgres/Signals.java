package io.bascule.postgres;

import java.time.Duration;

/** Signals that Java's process handles cannot send. */
public final class Signals {

    private static final Duration QUICK = Duration.ofSeconds(5);

    private Signals() {}

    /** Stops a process until it is continued; nothing happens to one that is gone. */
    public static void stop(long pid) {
        send("STOP", pid);
    }

    /** Continues a stopped process; nothing happens to one that runs or is gone. */
    public static void resume(long pid) {
        send("CONT", pid);
    }

    /** Sends a signal; says whether there was such a process. */
    static boolean send(String signal, long pid) {
        // The shell's own kill: a container without procps has no other.
        var kill = new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " " + pid);
        return ToolRun.toEnd("kill", kill, QUICK).succeeded();
    }
}
