package io.bascule.sandbox.world;

import io.bascule.sandbox.world.Ports.Use;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;

/** An S3 server with one bucket. */
final class ObjectStore {

    static final String NAME = "object-store";

    /** The bucket that the demo's plan writes to. */
    static final String BUCKET = "backups-dr";

    /** The region it says it is in. */
    static final String REGION = "eu-central-1";

    private static final String CONNECTOR = "/io/bascule/sandbox/object-store.xml";
    private static final Duration UP = Duration.ofMinutes(2);

    private final WorldFolder world;
    private final WorldFolder passing;
    private final Ports ports;
    private final boolean forTraining;

    /** Starts nothing. */
    ObjectStore(Ground ground) {
        this.world = ground.folder();
        this.passing = ground.sockets();
        this.ports = ground.ports();
        this.forTraining = ground.isForTraining();
    }

    /** Starts its process, on the objects of a former one if there was one. */
    Child start(Children children, Path jar) {
        var command = new ArrayList<String>();
        command.add(Installation.java().toString());
        command.addAll(Installation.jvmFlags("160m"));
        var cache = StartCache.besideJar(jar, NAME);
        command.addAll(forTraining ? cache.write() : cache.use());
        command.add("-Djava.io.tmpdir=" + passing.folder("tmp"));
        command.add("-jar");
        command.add(jar.toString());
        command.add("--spring.main.sources=" + connectorOnLoopback().toUri());
        // It opens both ports, whichever of them is used.
        command.add("--http.port=" + ports.of(Use.OBJECT_STORE));
        command.add("--server.port=" + ports.of(Use.OBJECT_STORE_TLS));
        command.add("--server.address=127.0.0.1");
        command.add("--com.adobe.testing.s3mock.store.region=" + REGION);
        command.add("--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET);
        command.add("--com.adobe.testing.s3mock.store.root=" + world.folder("object-store-data"));
        command.add("--com.adobe.testing.s3mock.store.retain-files-on-exit=true");
        return children.start(NAME, command, forTraining ? StartCache.environment() : Map.of());
    }

    /** {@code server.address} holds for the port with TLS alone. */
    private Path connectorOnLoopback() {
        var file = world.root().resolve("object-store.xml");
        try (var in = ObjectStore.class.getResourceAsStream(CONNECTOR)) {
            Files.copy(
                    Objects.requireNonNull(in, CONNECTOR),
                    file,
                    StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new SandboxException(Cause.WORLD, "Expected to write " + file + ", but: " + e, e);
        }
    }

    static URI endpoint(Ports ports) {
        return URI.create("http://127.0.0.1:" + ports.of(Use.OBJECT_STORE));
    }

    double awaitReady(Http http, Child process) {
        return http.awaitReady(process, endpoint(ports).resolve("/"), UP);
    }
}
