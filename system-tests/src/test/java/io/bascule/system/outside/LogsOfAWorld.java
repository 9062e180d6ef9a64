package io.bascule.system.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What the processes of a world have logged. */
final class LogsOfAWorld {

    private final World world;

    LogsOfAWorld(World world) {
        this.world = world;
    }

    /** Each line of a service is one object that says when, how bad, who, where and what. */
    void areOneObjectALine() throws IOException {
        for (var service : world.services().entrySet()) {
            assertThat(lines(service.getKey()))
                    .as(service.getKey())
                    .isNotEmpty()
                    .allSatisfy(line -> {
                        for (String field :
                                List.of(
                                        "@timestamp",
                                        "log.level",
                                        "message",
                                        "service.name",
                                        "place",
                                        "log.logger")) {
                            assertThat(line.path(field).asString("")).as(field).isNotBlank();
                        }
                    });
        }
    }

    /** The lines of these services that name the run, and the trace that each stands in. */
    void nameTheRunAndItsTrace(String runId, String traceId, List<String> services)
            throws IOException {
        for (String service : services) {
            assertThat(lines(service))
                    .as("lines of %s", service)
                    .filteredOn(line -> line.path("runId").asString("").equals(runId))
                    .isNotEmpty()
                    .allSatisfy(line -> {
                        assertThat(line.path("application").asString("")).isEqualTo("orders");
                        assertThat(line.path("trace.id").asString("")).isEqualTo(traceId);
                    })
                    .anySatisfy(line -> assertThat(line.has("eventId")).isTrue());
        }
    }

    /** No log of any process holds a secret. */
    void holdNoSecret() throws IOException {
        var secrets = world.secrets();
        assertThat(secrets).hasSizeGreaterThan(5);
        for (Path log : world.allLogs()) {
            String text = new String(Files.readAllBytes(log), StandardCharsets.ISO_8859_1);
            for (String secret : secrets) {
                assertThat(text.contains(secret)).as("%s holds a secret", log).isFalse();
            }
        }
    }

    private List<JsonNode> lines(String service) throws IOException {
        var lines = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(world.service(service).process().log())) {
            lines.add(EventJson.mapper().readTree(line));
        }
        return lines;
    }
}
