package io.bascule.system.restarts;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import tools.jackson.databind.node.ObjectNode;

/** What reporting-service says of some runs, and what it knows it from. */
final class ReportsOf {

    private final World world;
    private final List<String> runs;

    ReportsOf(World world, List<String> runs) {
        this.world = world;
        this.runs = runs;
    }

    /**
     * The report of each run once it is complete: every figure, step, delivery and moment with the
     * ids of its events. The number of the version is left out, and which one it amends: they count
     * how often it was written, and he who hears everything at once writes once.
     */
    Map<String, ObjectNode> settled() {
        var found = new TreeMap<String, ObjectNode>();
        for (var run : runs) {
            Awaitility.await(run)
                    .atMost(Platform.PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreException(IOException.class)
                    .until(() -> {
                        var report = ask(run);
                        found.put(run, report);
                        return report.path("complete").asBoolean();
                    });
        }
        return found;
    }

    /** It is killed and finds its data folder empty. */
    void forgetAll() throws Exception {
        var root = world.faultPointsOf("reporting").resolve("../..").toRealPath();
        try (var files = Files.list(root.resolve("state-reporting"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        world.kill("reporting");
        world.awaitRestarted("reporting", Platform.PATIENCE);
    }

    private ObjectNode ask(String run) throws IOException, InterruptedException {
        var uri =
                world.service("reporting")
                        .uri()
                        .resolve("/api/runs/" + run + "/report?format=json");
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(uri.toString())).build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(uri + " says " + answer.statusCode());
            }
            var report = (ObjectNode) EventJson.mapper().readTree(answer.body());
            report.remove(List.of("version", "amends"));
            return report;
        }
    }
}
