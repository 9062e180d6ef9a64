package io.bascule.failover.executor.postgres;

import io.bascule.backbone.Secrets;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.JsonFile;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.StepWork;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PassFile;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.StopMode;
import io.bascule.postgres.Upstream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The old primary follows the new one, on its timeline: what it had beyond the fork is undone by
 * {@code pg_rewind}; where that fails, it is rebuilt from a base backup. Its own configuration
 * stays.
 */
public final class RewindStep implements StepExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(RewindStep.class);

    private static final Duration STREAMING = Duration.ofSeconds(20);

    private final SiteDatabase database;
    private final Upstreams upstreams;
    private final Following following;
    private final KeptConfiguration configuration;
    private final JsonFile<Attempt> attempt;
    private final Rebuild rebuild;

    public RewindStep(SiteDatabase database, Upstreams upstreams, Path stateDir) {
        this.database = database;
        this.upstreams = upstreams;
        this.following = new Following(database, upstreams);
        this.configuration = new KeptConfiguration(database.cluster(), stateDir);
        this.attempt = new JsonFile<>(stateDir.resolve("rewind.json"), Attempt.class);
        this.rebuild = new Rebuild(database.cluster());
    }

    /** Whether a rewind was begun and not ended: the data directory is then neither old nor new. */
    record Attempt(boolean open) {}

    @Override
    public StepKind kind() {
        return StepKind.REWIND;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        database.lock().lock();
        try {
            var source = work.command().from();
            int timeline = Following.prepareSource(work, source, true);
            var method =
                    following.isFollowing(work, timeline)
                            ? "already-following"
                            : rejoin(work, source, timeline);
            return Map.of(
                    StepEvidence.REWIND_METHOD,
                    method,
                    StepEvidence.FOLLOWED_TIMELINE,
                    "" + timeline);
        } finally {
            database.lock().unlock();
        }
    }

    private String rejoin(StepWork work, String source, int timeline) {
        rebuild.settle();
        stop(work);
        configuration.keep();
        boolean broken = attempt.read().map(Attempt::open).orElse(false);
        if (!broken && rewound(work, source, timeline)) {
            configuration.forget();
            return "rewound";
        }
        database.stop(StopMode.FAST, work.deadline().remaining());
        var upstream = upstreams.of(work.command().plan(), source, work.command().site());
        var slot = Names.slotOf(work.command().site());
        rebuild.from(
                folder -> {
                    var _ =
                            Cluster.copy(
                                    database.cluster().tools(), folder, upstream, slot, Map.of());
                },
                upstream + ", timeline " + timeline,
                work.command().epoch(),
                work.input(StepEvidence.TAIL_URI) == null,
                work.deadline().early());
        attempt.write(new Attempt(false));
        configuration.restore();
        following.start(work, source, timeline, work.deadline());
        configuration.forget();
        return "rebuilt";
    }

    private void stop(StepWork work) {
        if (database.isRunning() || !database.cluster().processes().gone()) {
            if (!database.cluster().isStandby()) {
                throw new StepFailedException(
                        "Expected the old primary at "
                                + work.command().site()
                                + " to be fenced, but it runs as a primary; FENCE it and capture its tail first");
            }
            database.stop(StopMode.FAST, work.deadline().remaining());
        }
    }

    private boolean rewound(StepWork work, String source, int timeline) {
        try {
            attempt.write(new Attempt(true));
            rewind(work, source);
            configuration.restore();
            database.cluster().setStandby(true);
            attempt.write(new Attempt(false));
            var limit = work.deadline().atMost(STREAMING);
            following.start(work, source, timeline, limit);
            return true;
        } catch (PostgresException | StepFailedException e) {
            if (work.deadline().passed()) {
                throw e;
            }
            LOG.atWarn().log("The rewind failed, rebuilding: {}", e.getMessage());
            return false;
        }
    }

    private void rewind(StepWork work, String source) {
        Cluster cluster = database.cluster();
        // pg_rewind recovers a killed server first, in single-user mode, which no standby knows.
        cluster.setStandby(false);
        try {
            var server = work.command().plan().database().at(source);
            var password = server.password() == null ? "" : Secrets.resolve(server.password());
            var connection =
                    new Upstream(server.host(), server.port(), server.user(), password, "rewind");
            try (var pass = PassFile.temporary(cluster.tools(), server.user(), password)) {
                var result =
                        cluster.tools()
                                .run(
                                        "pg_rewind",
                                        List.of(
                                                "--target-pgdata=" + cluster.dataDir(),
                                                "--source-server="
                                                        + connection.connectionString(
                                                                work.command()
                                                                        .plan()
                                                                        .database()
                                                                        .database())),
                                        pass.environment(),
                                        left(work.deadline()))
                                .orThrow();
                LOG.atInfo().log("pg_rewind: {}", result.stderr());
            }
        } finally {
            cluster.setStandby(true);
        }
    }

    private static Duration left(Deadline deadline) {
        return deadline.remaining();
    }
}
