package io.bascule.sandbox.standing;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.world.Installation;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.StartCache;
import io.bascule.sandbox.world.World;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Starts a standing sandbox as a process of its own, which outlives the terminal. */
public final class Launch {

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int END_SECONDS = 60;

    private Launch() {}

    /**
     * What can be chosen.
     *
     * @param folder where its data is
     * @param portBase the first of its ports; null for those it had
     * @param consolePort the console's port; null for the one it had
     * @param ordersPerSecond how much the client writes, 1 to 1,000
     */
    public record Choice(
            Path folder,
            @Nullable Integer portBase,
            @Nullable Integer consolePort,
            int ordersPerSecond) {}

    /**
     * Starts it and returns when it answers. If this process is ended meanwhile, the sandbox ends.
     *
     * @param progress hears what is done
     * @throws SandboxException if it does not come up, with the reason
     */
    public static WorldFile start(Choice choice, Consumer<String> progress) {
        var folder = World.lastingFolder(choice.folder());
        var process = spawn(choice, folder);
        var hook = new Thread(() -> end(process), "sandbox-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var text = lines.readLine(); text != null; text = lines.readLine()) {
                var line = EventJson.mapper().readValue(text, StandingProcess.Line.class);
                if (line.says() != null) {
                    progress.accept(line.says());
                } else if (line.ready() != null) {
                    removeHook(hook);
                    return line.ready();
                } else if (line.failed() != null) {
                    await(process);
                    removeHook(hook);
                    throw new SandboxException(line.failed().cause(), line.failed().message());
                }
            }
        } catch (IOException | JacksonException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to hear of the sandbox, but: " + e.getMessage(), e);
        }
        throw new SandboxException(
                Cause.WORLD,
                "Expected the sandbox to come up, but its process ended; see " + log(folder));
    }

    private static Process spawn(Choice choice, Path folder) {
        var command = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            command.add(SETSID.toString());
        }
        command.add(Installation.java().toString());
        command.addAll(Installation.jvmFlags("128m"));
        var installation = Installation.locate();
        command.addAll(StartCache.ofLauncher(installation).use(Installation.classPath()));
        command.add("-D" + Installation.PROPERTY + "=" + installation.home());
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.add("-Dlogback.configurationFile=io/bascule/sandbox/broker-logback.xml");
        command.add("-cp");
        command.add(Installation.classPath());
        command.add(StandingProcess.class.getName());
        command.add(folder.toString());
        command.add(choice.portBase() == null ? "-" : choice.portBase().toString());
        command.add(choice.consolePort() == null ? "-" : choice.consolePort().toString());
        command.add(Integer.toString(choice.ordersPerSecond()));
        try {
            var log = log(folder);
            Files.createDirectories(folder.resolve("logs"));
            return new ProcessBuilder(command)
                    .directory(new File("/"))
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to start the sandbox, but: " + e.getMessage(), e);
        }
    }

    private static Path log(Path folder) {
        return folder.resolve("logs").resolve("sandbox.log");
    }

    private static void end(Process process) {
        process.destroy();
        await(process);
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It runs already: this process is being ended, and the sandbox with it.
        }
    }
}
