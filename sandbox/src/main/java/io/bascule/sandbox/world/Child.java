package io.bascule.sandbox.world;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;

/**
 * A process of the sandbox. Its output goes to a log of its own, it reads nothing, and it stands in
 * a session of its own so that Ctrl-C reaches it in the sandbox's order and not in the terminal's.
 */
public final class Child {

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int LAST_LINES = 8;

    private final String name;
    private final Process process;
    private final Path log;
    private final long spawnedNanos;

    private Child(String name, Process process, Path log, long spawnedNanos) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.spawnedNanos = spawnedNanos;
    }

    /**
     * @param environment the whole environment beside PATH, HOME, the locale and the limit of
     *     memory arenas
     * @param folder its working directory, inside the world's folder: by it a process is known as
     *     one of the world's
     */
    static Child start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Path log) {
        var words = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            words.add(SETSID.toString());
        }
        words.addAll(command);
        var builder =
                new ProcessBuilder(words)
                        .directory(folder.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        var own = builder.environment();
        own.keySet().retainAll(List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ"));
        // Each thread of a JVM would get memory of its own to allocate from, and keep it.
        own.put("MALLOC_ARENA_MAX", "2");
        own.putAll(environment);
        long spawned = System.nanoTime();
        try {
            return new Child(name, builder.start(), log, spawned);
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to start " + name + ", but: " + e.getMessage(), e);
        }
    }

    /** What it is called in the narration and in its log's name. */
    public String name() {
        return name;
    }

    /** The process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Where its output goes. */
    public Path log() {
        return log;
    }

    /** {@link System#nanoTime} when it was spawned. */
    long spawnedNanos() {
        return spawnedNanos;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end. */
    void terminate() {
        process.destroy();
    }

    /**
     * Waits for its end, and kills it at the deadline.
     *
     * @return whether it ended by itself
     */
    boolean awaitEnd(Duration deadline) {
        try {
            if (process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        return false;
    }

    /** Kills it and returns when it has ended. */
    void kill() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                var _ = process.waitFor();
            } catch (InterruptedException _) {
                // A killed process ends within moments; the interrupt is kept for the caller.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its end: its exit code, 128 and the signal's number if a signal ended it. */
    int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    /** Resident memory now, in bytes; 0 if it has ended. */
    public long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException _) {
            return 0;
        }
    }

    /**
     * @throws SandboxException if it has ended, with its exit code and the log's last lines
     */
    void mustBeAlive() {
        if (!process.isAlive()) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected "
                            + name
                            + " to run, but it ended with exit code "
                            + process.exitValue()
                            + "; the end of "
                            + log
                            + ":"
                            + lastLines());
        }
    }

    /** The end of its log, each line indented on a line of its own. */
    String lastLines() {
        try {
            var lines =
                    new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
                            .map(Child::readable)
                            .toList();
            return lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                    .map(line -> line.length() > 300 ? line.substring(0, 300) + "…" : line)
                    .reduce("", (all, line) -> all + "\n    " + line);
        } catch (IOException e) {
            return " (unreadable: " + e.getMessage() + ")";
        }
    }

    /** What a person reads of a line that was written for machines; any other line as it is. */
    private static String readable(String line) {
        if (!line.startsWith("{")) {
            return line;
        }
        try {
            var json = EventJson.mapper().readTree(line);
            var error = json.path("error.type").asString("");
            return json.path("log.level").asString("")
                    + " "
                    + json.path("message").asString(line)
                    + (error.isEmpty()
                            ? ""
                            : " (" + error + ": " + json.path("error.message").asString("") + ")");
        } catch (JacksonException _) {
            return line;
        }
    }
}
