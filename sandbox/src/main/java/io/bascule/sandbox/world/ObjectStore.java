package io.bascule.sandbox.world;

import io.bascule.sandbox.world.Ports.Use;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/** An S3 server with one empty bucket. */
final class ObjectStore {

    /** The bucket that the demo's plan writes to. */
    static final String BUCKET = "backups-dr";

    /** The region it says it is in. */
    static final String REGION = "eu-central-1";

    private static final Duration UP = Duration.ofSeconds(60);

    private final Child process;
    private final URI endpoint;

    private ObjectStore(Child process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static ObjectStore start(Children children, WorldFolder world, Ports ports, Path jar) {
        var command = new ArrayList<String>();
        command.add(Installation.java().toString());
        command.addAll(Installation.jvmFlags("160m"));
        command.add("-Djava.io.tmpdir=" + world.folder("tmp"));
        command.add("-jar");
        command.add(jar.toString());
        // It opens four ports, whichever of them are used.
        command.add("--http.port=" + ports.of(Use.OBJECT_STORE));
        command.add("--server.port=" + ports.of(Use.OBJECT_STORE_TLS));
        command.add("--vectors.http.port=" + ports.of(Use.OBJECT_STORE_VECTORS));
        command.add("--vectors.https.port=" + ports.of(Use.OBJECT_STORE_VECTORS_TLS));
        command.add("--server.address=127.0.0.1");
        command.add("--com.adobe.testing.s3mock.store.region=" + REGION);
        command.add("--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET);
        command.add("--com.adobe.testing.s3mock.store.root=" + world.folder("object-store-data"));
        return new ObjectStore(
                children.start("object-store", command, Map.of()),
                URI.create("http://127.0.0.1:" + ports.of(Use.OBJECT_STORE)));
    }

    URI endpoint() {
        return endpoint;
    }

    double awaitReady(Http http) {
        return http.awaitReady(process, endpoint.resolve("/"), UP);
    }
}
