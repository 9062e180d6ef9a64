package io.bascule.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs one process to its end and reads both of its streams, each within a bound. */
final class ToolRun {

    private static final Executor READERS = Thread::startVirtualThread;

    /**
     * A grandchild may hold the pipes open after the tool has ended; it is not waited for longer.
     */
    private static final Duration AFTER_EXIT = Duration.ofSeconds(2);

    private ToolRun() {}

    static ToolResult toEnd(String tool, ProcessBuilder builder, Duration deadline) {
        return toEnd(tool, builder, deadline, ToolRun::head);
    }

    static ToolResult toEnd(
            String tool,
            ProcessBuilder builder,
            Duration deadline,
            Function<InputStream, String> reader) {
        Process process;
        try {
            process = builder.redirectInput(ProcessBuilder.Redirect.from(DEV_NULL)).start();
        } catch (IOException e) {
            throw new PostgresException("Expected to start " + tool, e);
        }
        var stdout =
                CompletableFuture.supplyAsync(
                        () -> reader.apply(process.getInputStream()), READERS);
        var stderr = CompletableFuture.supplyAsync(() -> tail(process.getErrorStream()), READERS);
        try {
            boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new ToolResult(
                    tool, ended ? process.exitValue() : -1, read(stdout), read(stderr));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new PostgresException("Interrupted while " + tool + " ran; it was killed", e);
        }
    }

    private static final java.io.File DEV_NULL = new java.io.File("/dev/null");

    private static String read(CompletableFuture<String> stream) throws InterruptedException {
        try {
            return stream.get(AFTER_EXIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new PostgresException("Expected to read a tool's output", e);
        } catch (TimeoutException e) {
            return "(its output could not be read: " + e + ")";
        }
    }

    /** Hands every line on; the output itself is not kept. */
    static String forward(InputStream in, Consumer<String> lines) {
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        } catch (IOException _) {
            // The pipe of a killed process: its exit code tells.
        }
        return "";
    }

    private static String head(InputStream in) {
        var kept = new StringBuilder();
        var buffer = new char[8192];
        try (var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                kept.append(buffer, 0, Math.min(n, ToolResult.MAX_STDOUT - kept.length()));
            }
        } catch (IOException _) {
            // The pipe of a killed process: what was read until then is the output.
        }
        return kept.toString();
    }

    private static String tail(InputStream in) {
        var lines = new ArrayDeque<String>();
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (lines.size() == ToolResult.MAX_STDERR_LINES) {
                    lines.removeFirst();
                }
                lines.addLast(line);
            }
        } catch (IOException _) {
            // As above.
        }
        return String.join("\n", lines);
    }
}
