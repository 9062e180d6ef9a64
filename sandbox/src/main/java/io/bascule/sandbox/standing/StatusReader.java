package io.bascule.sandbox.standing;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.client.KeptBook;
import io.bascule.sandbox.standing.Status.Role;
import io.bascule.sandbox.standing.Status.Site;
import io.bascule.sandbox.world.Http;
import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Looks at a standing sandbox, from outside of its services. */
final class StatusReader {

    /** A client that was told nothing for this long is in trouble. */
    private static final Duration SILENT = Duration.ofSeconds(5);

    private static final Set<String> QUIET = Set.of("STEADY", "FAILED_OVER");

    private final World world;
    private final WorldFile where;
    private final KeptBook book;
    private final Disasters disasters;
    private final Servers servers;
    private final Http http = new Http();

    StatusReader(World world, WorldFile where, KeptBook book, Disasters disasters) {
        this.world = world;
        this.where = where;
        this.book = book;
        this.disasters = disasters;
        this.servers = new Servers(world);
    }

    Status read() {
        var processes = world.processes();
        var sites = servers.ask();
        var applications = applications();
        var standing = book.standing();
        var problems = new ArrayList<String>();
        for (var process : processes) {
            if (process.readySince() == null) {
                problems.add(process.name() + " is not ready");
            }
        }
        problems.addAll(problemsOf(sites, applications));
        var last = standing.lastAcknowledged();
        if (last == null || last.isBefore(Instant.now().minus(SILENT))) {
            problems.add("the client has no order acknowledged since " + last);
        }
        var faults = disasters.inForce();
        problems.addAll(faults);
        return new Status(
                problems.isEmpty(),
                problems,
                world.folder().toString(),
                where.pid(),
                where.startedAt(),
                where.console(),
                where.frontDoor(),
                where.bootstrapServers(),
                processes,
                sites,
                applications,
                new Status.Client(
                        standing.acknowledgedPerSecond(),
                        last,
                        standing.acknowledged(),
                        standing.refused(),
                        standing.inDoubt()),
                faults);
    }

    private static List<String> problemsOf(List<Site> sites, @Nullable JsonNode applications) {
        var problems = new ArrayList<String>();
        if (applications == null) {
            problems.add("the coordinator does not say where the application stands");
        } else {
            for (var application : applications) {
                var phase = application.path("phase").asString("");
                if (!QUIET.contains(phase)) {
                    var detail = application.path("detail").asString("");
                    problems.add(
                            application.path("application").asString("")
                                    + " is "
                                    + phase
                                    + (detail.isEmpty() ? "" : ": " + detail));
                }
            }
        }
        for (var site : sites) {
            if (site.role() == Role.DOWN) {
                problems.add("the server at " + site.site() + " does not answer");
            } else if (Boolean.FALSE.equals(site.streaming())) {
                problems.add("the standby at " + site.site() + " receives no stream");
            }
        }
        if (sites.stream().filter(site -> site.role() == Role.PRIMARY).count() > 1) {
            problems.add("both servers are primaries");
        }
        return problems;
    }

    private @Nullable JsonNode applications() {
        try {
            URI state = world.service("coordinator").uri().resolve("/api/state");
            var answer = http.get(state);
            return answer.status() == 200 ? EventJson.mapper().readTree(answer.body()) : null;
        } catch (IOException | JacksonException _) {
            return null;
        }
    }
}
