package io.bascule.sandbox.standing;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.world.KeptFile;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;

/**
 * Where a standing sandbox is: {@code world.json} in its folder, mode 0600, written when the
 * sandbox answers and whenever a process is replaced, removed when it ends.
 *
 * @param pid the sandbox's own process
 * @param bootstrapServers host:port of the broker
 * @param console URL of the console
 * @param placeholders what stands for each <code>${...}</code> of its plan
 * @param control path of the Unix socket that the sandbox is spoken to by
 */
public record WorldFile(
        long pid,
        Instant startedAt,
        String bootstrapServers,
        String console,
        FrontDoor frontDoor,
        Map<String, Service> services,
        Map<String, String> placeholders,
        String control) {

    /** Its name in the folder. */
    public static final String NAME = "world.json";

    /** Where clients reach the application's database. */
    public record FrontDoor(String host, int port, String database) {}

    /** A service: where it listens, at which place it stands, and its process. */
    public record Service(String url, String place, long pid) {}

    /**
     * The one in that folder; empty if there is none.
     *
     * @throws SandboxException if there is one that cannot be read, or is no such file
     */
    public static Optional<WorldFile> in(Path folder) {
        var file = folder.resolve(NAME);
        try {
            return Files.exists(file)
                    ? Optional.of(
                            EventJson.mapper().readValue(Files.readAllBytes(file), WorldFile.class))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new SandboxException(
                    Cause.WORLD,
                    "Expected where the sandbox is in "
                            + file
                            + ", but: "
                            + (e instanceof JacksonException json
                                    ? json.getOriginalMessage()
                                    : e.toString())
                            + "; only who started it may read it; ./bascule down, then up, writes it anew",
                    e);
        }
    }

    static WorldFile of(World world, Instant startedAt, Path control) {
        var services = new TreeMap<String, Service>();
        var places = new TreeMap<String, World.ProcessState>();
        world.processes().forEach(process -> places.put(process.name(), process));
        world.services()
                .forEach((name, service) -> {
                    var process = places.get(name);
                    if (process != null) {
                        services.put(
                                name,
                                new Service(
                                        service.uri().toString(), process.place(), process.pid()));
                    }
                });
        return new WorldFile(
                ProcessHandle.current().pid(),
                startedAt,
                world.bootstrapServers(),
                world.service("reporting").uri().toString(),
                new FrontDoor("127.0.0.1", world.ports().of(World.FRONT_DOOR_PORT), World.DATABASE),
                services,
                world.placeholders(),
                control.toString());
    }

    void writeTo(Path folder) {
        KeptFile.write(folder.resolve(NAME), EventJson.mapper().writeValueAsString(this) + "\n");
    }
}
