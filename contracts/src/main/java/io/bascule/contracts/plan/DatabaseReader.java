package io.bascule.contracts.plan;

import io.bascule.contracts.plan.BackupJob.Source;
import io.bascule.contracts.plan.DatabasePlan.Endpoint;
import io.bascule.contracts.plan.DatabasePlan.Server;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where databases are reached: an application's servers, its front door, a backup's source. */
final class DatabaseReader {

    private static final List<String> SUPPORTED = List.of("postgres");
    private static final Endpoint NOWHERE = new Endpoint("", 0);

    private DatabaseReader() {}

    static DatabasePlan read(Section application, SiteEntries sites) {
        if (!Types.supported(application, "database", SUPPORTED)) {
            return new DatabasePlan("", "", Map.of());
        }
        var section = application.requiredSection("database", "type", "database", "sites");
        return section == null
                ? new DatabasePlan("", "", Map.of())
                : new DatabasePlan(
                        section.required("type", Forms.oneOf(SUPPORTED, "types"), ""),
                        section.required("database", Forms::text, ""),
                        sites.read(section, "sites", DatabaseReader::server));
    }

    private static Server server(Section servers, String site) {
        var section =
                servers.requiredSection(site, "host", "port", "user", "password", "replication");
        if (section == null) {
            return new Server("", 0, "", null, NOWHERE);
        }
        String host = section.required("host", Forms::host, "");
        int port = section.optional("port", port(), Defaults.POSTGRES_PORT);
        var replication = section.optionalSection("replication", "host", "port");
        return new Server(
                host,
                port,
                section.required("user", Forms::text, ""),
                password(section),
                replication == null
                        ? new Endpoint(host, port)
                        : new Endpoint(
                                replication.optional("host", Forms::host, host),
                                replication.optional("port", port(), port)));
    }

    static FrontDoor frontDoor(Section application) {
        var section =
                application.requiredSection(
                        "frontDoor", "host", "port", "user", "password", "every", "deadline");
        if (section == null) {
            return new FrontDoor("", 0, "", null, Defaults.CANARY_EVERY, Defaults.CANARY_DEADLINE);
        }
        var every = Forms.duration(Duration.ofMillis(10));
        return new FrontDoor(
                section.required("host", Forms::host, ""),
                section.required("port", port(), 0),
                section.required("user", Forms::text, ""),
                password(section),
                section.optional("every", every, Defaults.CANARY_EVERY),
                section.optional("deadline", every, Defaults.CANARY_DEADLINE));
    }

    static @Nullable Source source(Section job) {
        var section = job.optionalSection("source", "host", "port", "database", "user", "password");
        return section == null
                ? null
                : new Source(
                        section.required("host", Forms::host, ""),
                        section.optional("port", port(), Defaults.POSTGRES_PORT),
                        section.required("database", Forms::text, ""),
                        section.required("user", Forms::text, ""),
                        password(section));
    }

    private static @Nullable SecretRef password(Section section) {
        return section.optional("password", SecretRef::new);
    }

    private static Function<String, Integer> port() {
        return Forms.integer(1, 65_535);
    }
}
