package io.bascule.backup.desk;

import io.bascule.backup.dump.SourceDatabase;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.BackupJob.Files;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the jobs' content is: said by the plan, or by the service's configuration under the name of
 * the job, or else the application's own database.
 *
 * @param databases by the name of the job
 * @param files by the name of the job
 */
public record Sources(Map<String, SourceDatabase> databases, Map<String, Files> files) {

    public Sources {
        databases = Map.copyOf(databases);
        files = Map.copyOf(files);
    }

    /**
     * What a job of databases reads. The application's own database is reached through the front
     * door, which leads to the active site, as the role that Bascule connects as.
     *
     * @throws IllegalArgumentException if nobody says where it is
     */
    SourceDatabase database(PlannedJob planned) {
        var own = planned.job().source();
        if (own != null) {
            return new SourceDatabase(
                    own.host(), own.port(), own.database(), own.user(), own.password());
        }
        var configured = databases.get(planned.job().name());
        if (configured != null) {
            return configured;
        }
        var plan = planned.plan();
        if (plan == null) {
            throw unknown(planned, "host, database and user");
        }
        return behindFrontDoor(plan);
    }

    /**
     * What a job of databases read that is not in the plan any more.
     *
     * @param plan of its application; null if it has none
     * @return empty if nobody says where it is
     */
    Optional<SourceDatabase> ofFormer(String job, @Nullable ApplicationPlan plan) {
        var configured = databases.get(job);
        return configured != null
                ? Optional.of(configured)
                : Optional.ofNullable(plan).map(Sources::behindFrontDoor);
    }

    private static SourceDatabase behindFrontDoor(ApplicationPlan plan) {
        var server = plan.database().at(plan.primary());
        var door = plan.frontDoor();
        return new SourceDatabase(
                door.host(),
                door.port(),
                plan.database().database(),
                server.user(),
                server.password());
    }

    /**
     * What a job of files reads.
     *
     * @throws IllegalArgumentException if nobody says where it is
     */
    Files files(PlannedJob planned) {
        var own = planned.job().files();
        if (own != null) {
            return own;
        }
        var configured = files.get(planned.job().name());
        if (configured == null) {
            throw unknown(planned, "folder or bucket");
        }
        return configured;
    }

    private static IllegalArgumentException unknown(PlannedJob planned, String what) {
        return new IllegalArgumentException(
                "Expected a source of job '"
                        + planned.job().name()
                        + "', but neither the plan nor the configuration has one; set "
                        + what
                        + " below bascule.backup.sources."
                        + planned.job().name());
    }
}
