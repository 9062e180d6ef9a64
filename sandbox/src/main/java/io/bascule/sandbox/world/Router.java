package io.bascule.sandbox.world;

import io.bascule.sandbox.world.Ports.Use;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * HAProxy as the front door. Both servers are closed in its file, so that a restart admits nobody
 * until it is told where the application runs.
 */
final class Router {

    static final String NAME = "haproxy";

    private static final Duration UP = Duration.ofSeconds(15);
    private static final Duration EVERY = Duration.ofMillis(20);

    /** The backend that holds one server per site. */
    static final String BACKEND = "orders";

    private Router() {}

    /** Where HAProxy is, on the PATH or in the usual places. */
    static Path locate() {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)),
                        Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/local/bin"))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new SandboxException(
                                Cause.MISSING,
                                "Expected haproxy on the PATH or in /usr/sbin, but found none; install it: apt-get install haproxy"));
    }

    static Child start(Children children, Ground ground, Path haproxy) {
        var config = ground.folder().root().resolve("haproxy.cfg");
        try {
            Files.writeString(config, settings(controlSocket(ground.sockets()), ground.roads()));
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to write " + config, e);
        }
        return children.start(
                NAME, List.of(haproxy.toString(), "-db", "-f", config.toString()), Map.of());
    }

    /**
     * Waits until it takes connections.
     *
     * @return seconds from the spawn of its process
     */
    static double awaitUp(Child child, Ports ports) {
        long end = System.nanoTime() + UP.toNanos();
        var door =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.of(Use.FRONT_DOOR));
        while (true) {
            child.mustBeAlive();
            try (var socket = new Socket()) {
                socket.connect(door, 1_000);
                return (System.nanoTime() - child.spawnedNanos()) / 1e9;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new SandboxException(
                            Cause.WORLD,
                            "Expected the front door to take connections within %d s, but: %s%s"
                                    .formatted(UP.toSeconds(), e, child.lastLines()),
                            e);
                }
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    /** Its runtime interface. */
    static Path controlSocket(WorldFolder sockets) {
        return WorldFolder.create(sockets.root().resolve("router")).resolve("admin.sock");
    }

    private static String settings(Path control, Roads roads) {
        return """
        global
            maxconn 500
            stats socket %s mode 600 level admin
            stats timeout 30s

        defaults
            mode tcp
            # A server that does not accept is not waited for: the client hears it and tries again.
            retries 0
            timeout connect 1s
            timeout queue 1s
            timeout client 30m
            timeout server 30m

        frontend front-door
            bind 127.0.0.1:%d
            default_backend %s

        backend %s
            server frankfurt 127.0.0.1:%d disabled on-marked-down shutdown-sessions
            server paris 127.0.0.1:%d disabled on-marked-down shutdown-sessions
        """
                .formatted(
                        control,
                        roads.ports().of(Use.FRONT_DOOR),
                        BACKEND,
                        BACKEND,
                        roads.databaseAt(World.FRANKFURT),
                        roads.databaseAt(World.PARIS));
    }
}
