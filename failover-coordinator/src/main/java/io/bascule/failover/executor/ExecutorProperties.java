package io.bascule.failover.executor;

import io.bascule.contracts.plan.SecretRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this executor has at its place.
 *
 * @param applications names of those it cares for; empty for all that the plan places here
 * @param postgres the database server of this site
 * @param haproxy the router of this place
 * @param upkeepEvery how often, while no run is under way, it is looked whether all is in place
 */
@ConfigurationProperties("bascule.executor")
record ExecutorProperties(
        @DefaultValue List<String> applications,
        @DefaultValue Postgres postgres,
        @DefaultValue Haproxy haproxy,
        @DefaultValue("5s") Duration upkeepEvery) {

    ExecutorProperties {
        applications = List.copyOf(applications);
        if (upkeepEvery.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "Expected bascule.executor.upkeep-every of at least 100ms, but found "
                            + upkeepEvery);
        }
    }

    /**
     * The database server, if there is one.
     *
     * @param binDir folder of PostgreSQL's binaries; empty for the newest one that is installed
     * @param dataDir its data directory; empty if this place has no database
     * @param runAs user it runs as when this process is root; empty for none
     * @param socketDir folder of its Unix socket, made if missing; empty for what its configuration
     *     says
     * @param evidenceDir where captured tails are kept; empty for a folder in the state directory
     * @param replicationUser role that this site's server streams as
     * @param replicationPassword where that role's password is found; absent if none is needed
     * @param restartAfter a primary that ended by itself is left to the coordinator for this long,
     *     then started again
     * @param stopWithExecutor whether the server is stopped when this process is told to stop
     */
    record Postgres(
            @DefaultValue("") String binDir,
            @DefaultValue("") String dataDir,
            @DefaultValue("") String runAs,
            @DefaultValue("") String socketDir,
            @DefaultValue("") String evidenceDir,
            @DefaultValue("replicator") String replicationUser,
            @Nullable SecretRef replicationPassword,
            @DefaultValue("30s") Duration restartAfter,
            @DefaultValue("true") boolean stopWithExecutor) {

        boolean isThere() {
            return !dataDir.isBlank();
        }

        Path evidenceIn(Path stateDir) {
            return evidenceDir.isBlank() ? stateDir.resolve("evidence") : Path.of(evidenceDir);
        }
    }

    /**
     * The router.
     *
     * @param enabled whether the router stands at this place
     * @param checkEvery how often it is asked whether it still has its routes
     */
    record Haproxy(
            @DefaultValue("false") boolean enabled, @DefaultValue("250ms") Duration checkEvery) {}
}
