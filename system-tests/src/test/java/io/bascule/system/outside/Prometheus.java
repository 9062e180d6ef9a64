package io.bascule.system.outside;

import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * A real Prometheus that scrapes once a second and evaluates the rules of deploy/prometheus, each
 * of whose waits and windows is shortened to seconds; expressions and thresholds are the real ones,
 * but the lag's, which is 300 s.
 */
final class Prometheus implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    private final Process process;
    private final Path log;
    private final URI api;
    private final HttpClient http = HttpClient.newHttpClient();

    private Prometheus(Process process, Path log, URI api) {
        this.process = process;
        this.log = log;
        this.api = api;
    }

    /**
     * @param targets addresses, host:port, by the service that answers there
     */
    static Prometheus start(Path program, Path folder, Map<String, String> targets)
            throws IOException {
        for (Path rules : Tools.files(Tools.DEPLOY.resolve("rules"), ".yml")) {
            Files.writeString(
                    folder.resolve(rules.getFileName()), shortened(Files.readString(rules)));
        }
        Files.writeString(folder.resolve("prometheus.yml"), configuration(targets));
        int port = freePort();
        var log = folder.resolve("prometheus.log");
        var process =
                new ProcessBuilder(
                                program.toString(),
                                "--config.file=" + folder.resolve("prometheus.yml"),
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port,
                                "--log.level=warn")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        var prometheus = new Prometheus(process, log, URI.create("http://127.0.0.1:" + port));
        Awaitility.await("Prometheus to be ready")
                .atMost(READY_WITHIN)
                .ignoreException(ConnectException.class)
                .until(prometheus::isReady);
        return prometheus;
    }

    private boolean isReady() throws IOException, InterruptedException {
        return ask("/-/ready").statusCode() == 200;
    }

    private static String shortened(String rules) {
        return rules.replaceAll("(?m)^( +)for: \\w+$", "$1for: 1s")
                .replaceAll("\\[\\w+]", "[10s]")
                .replace("dr_replication_lag_seconds > 300", "dr_replication_lag_seconds > 2");
    }

    private static String configuration(Map<String, String> targets) {
        return "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n"
                + "rule_files: ['bascule.yml', 'disaster-recovery.yml']\n"
                + "scrape_configs:\n"
                + "  - job_name: bascule\n"
                + "    metrics_path: /actuator/prometheus\n"
                + "    static_configs:\n"
                + targets.entrySet().stream()
                        .map(e ->
                                "      - {targets: ['%s'], labels: {service: %s, place: sandbox}}\n"
                                        .formatted(e.getValue(), e.getKey()))
                        .collect(Collectors.joining());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }

    /** The names of the alerts that fire now. */
    Set<String> firing() throws IOException, InterruptedException {
        var names = new TreeSet<String>();
        for (JsonNode alert : get("/api/v1/alerts").path("data").path("alerts")) {
            if (alert.path("state").asString("").equals("firing")) {
                names.add(alert.path("labels").path("alertname").asString(""));
            }
        }
        return names;
    }

    /** How many series an expression has now. */
    int series(String expression) throws IOException, InterruptedException {
        var query = URLEncoder.encode(expression, StandardCharsets.UTF_8);
        return get("/api/v1/query?query=" + query).path("data").path("result").size();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return EventJson.mapper().readTree(ask(path).body());
    }

    private HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "Expected Prometheus to run, but it ended: " + Files.readString(log));
        }
        var request = HttpRequest.newBuilder(api.resolve(path)).timeout(ENDS_WITHIN).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
