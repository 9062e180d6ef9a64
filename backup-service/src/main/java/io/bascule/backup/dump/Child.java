package io.bascule.backup.dump;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * A child process whose streams are used while it runs. Its complaints are read on a thread of
 * their own, so that it never blocks on them; it is killed at its deadline and when this is closed.
 */
public final class Child implements AutoCloseable {

    private static final int LINES = 20;
    private static final int LINE_CHARACTERS = 500;
    private static final Duration AFTER_EXIT = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final Thread complaints;
    private volatile boolean late;

    private Child(String name, Process process, Duration deadline) {
        this.name = name;
        this.process = process;
        this.complaints = Thread.ofVirtual().name(name + "-stderr").start(() -> read(process));
        Thread.ofVirtual().name(name + "-deadline").start(() -> await(deadline));
    }

    /**
     * Starts it.
     *
     * @param name what to call it in errors
     * @throws IOException if it cannot be started
     */
    public static Child start(String name, ProcessBuilder builder, Duration deadline)
            throws IOException {
        var child = new Child(name, builder.start(), deadline);
        Running.started(child.process());
        return child;
    }

    /** What it writes. */
    public InputStream stdout() {
        return process.getInputStream();
    }

    /** What it reads. */
    public OutputStream stdin() {
        return process.getOutputStream();
    }

    /** The process itself. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /**
     * Waits for its end.
     *
     * @throws IOException if it did not end by itself with exit code 0; with its last complaints
     */
    public void expectSuccess() throws IOException {
        int code;
        try {
            code = process.waitFor();
            complaints.join(AFTER_EXIT);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + name + " ran; it was killed", e);
        }
        if (code != 0) {
            throw new IOException(
                    "Expected "
                            + name
                            + " to end with exit code 0, but "
                            + (late ? "it ran into its deadline" : "found " + code)
                            + complaint());
        }
    }

    /** Its last lines on standard error, to be appended to a sentence. */
    public String complaint() {
        synchronized (lines) {
            return lines.isEmpty() ? "" : ": " + String.join("; ", lines);
        }
    }

    private void await(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                late = true;
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void read(Process from) {
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(from.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    if (lines.size() == LINES) {
                        lines.removeFirst();
                    }
                    lines.addLast(
                            line.length() <= LINE_CHARACTERS
                                    ? line
                                    : line.substring(0, LINE_CHARACTERS));
                }
            }
        } catch (IOException _) {
            // The pipe of a killed process; what was read until then is kept.
        }
    }

    /** Kills it, if it runs, and waits until it is gone. */
    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
