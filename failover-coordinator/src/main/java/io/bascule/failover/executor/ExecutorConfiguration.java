package io.bascule.failover.executor;

import io.bascule.backbone.EventPublisher;
import io.bascule.backbone.FaultPoints;
import io.bascule.backbone.Secrets;
import io.bascule.failover.OnlyWith;
import io.bascule.failover.executor.haproxy.HoldTrafficStep;
import io.bascule.failover.executor.haproxy.RedirectStep;
import io.bascule.failover.executor.haproxy.Routes;
import io.bascule.failover.executor.haproxy.ValidateStep;
import io.bascule.failover.executor.postgres.CaptureTailStep;
import io.bascule.failover.executor.postgres.CatchUpStep;
import io.bascule.failover.executor.postgres.CheckpointStep;
import io.bascule.failover.executor.postgres.DatabaseWatch;
import io.bascule.failover.executor.postgres.FenceStep;
import io.bascule.failover.executor.postgres.FollowStep;
import io.bascule.failover.executor.postgres.PrepareTargetStep;
import io.bascule.failover.executor.postgres.PromoteStep;
import io.bascule.failover.executor.postgres.ReopenPrimaryStep;
import io.bascule.failover.executor.postgres.RewindStep;
import io.bascule.failover.executor.postgres.SiteDatabase;
import io.bascule.failover.executor.postgres.StopPrimaryStep;
import io.bascule.failover.executor.postgres.Upkeep;
import io.bascule.failover.executor.postgres.Upstreams;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresTools;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;

/** The executor at this place: with a database, with a router, or with both. */
@Configuration(proxyBeanMethods = false)
class ExecutorConfiguration {

    /** A folder of the coordinator's state directory that belongs to the executor. */
    record StateDir(Path path) {}

    /** The steps of one part of this place. */
    record Steps(List<StepExecutor> all) {}

    @Bean
    StateDir executorStateDir(Environment environment) {
        var folder = Path.of(environment.getRequiredProperty("bascule.coordinator.state-dir"));
        return new StateDir(folder.resolve("executor"));
    }

    @Bean
    Applications executorApplications(Environment environment, ExecutorProperties properties) {
        return new Applications(
                environment.getRequiredProperty("bascule.place"), properties.applications());
    }

    @Bean
    StepJournal stepJournal(StateDir stateDir) {
        return new StepJournal(stateDir.path().resolve("journal"));
    }

    @Bean
    Reports executorReports(EventPublisher publisher) {
        return new PublishedReports(publisher);
    }

    @Bean
    ApplicationWorkers applicationWorkers() {
        return new ApplicationWorkers();
    }

    @Bean
    ExecutorHealth executorHealthIndicator(KafkaListenerEndpointRegistry listeners) {
        return new ExecutorHealth(listeners);
    }

    @Bean
    ExecutorListener executorListener(
            Applications applications,
            ApplicationWorkers workers,
            ObjectProvider<Steps> steps,
            StepJournal journal,
            Reports reports,
            Clock clock,
            FaultPoints faults,
            MeterRegistry meters) {
        var all = steps.stream().flatMap(part -> part.all().stream()).toList();
        return new ExecutorListener(
                applications,
                workers,
                new StepRunner(all, journal, reports, clock, faults, meters));
    }

    /** Only where a router stands. */
    @Configuration(proxyBeanMethods = false)
    @OnlyWith("bascule.executor.haproxy.enabled")
    static class Router {

        @Bean
        Routes routes(StateDir stateDir, ExecutorProperties properties, Applications applications) {
            var routes = new Routes(stateDir.path(), properties.haproxy().checkEvery());
            routes.keep(applications);
            return routes;
        }

        @Bean
        Steps routerSteps(Routes routes, Clock clock) {
            return new Steps(
                    List.of(
                            new RedirectStep(routes),
                            new HoldTrafficStep(routes),
                            new ValidateStep(clock)));
        }
    }

    /** Only where a database stands. */
    @Configuration(proxyBeanMethods = false)
    @OnlyWith("bascule.executor.postgres.data-dir")
    static class Database {

        // Its life is the lifecycle's; closing the bean must not stop a server that is to stay.
        @Bean(destroyMethod = "")
        SiteDatabase siteDatabase(StateDir stateDir, ExecutorProperties properties) {
            var postgres = properties.postgres();
            var tools =
                    postgres.binDir().isBlank()
                            ? PostgresTools.locate()
                            : PostgresTools.in(Path.of(postgres.binDir()), postgres.runAs());
            var cluster = Cluster.at(tools, Path.of(postgres.dataDir()));
            var log = cluster.dataDir().resolveSibling(cluster.dataDir().getFileName() + ".log");
            makeSocketDir(tools, postgres.socketDir());
            return new SiteDatabase(cluster, stateDir.path(), log, postgres.socketDir());
        }

        private static void makeSocketDir(PostgresTools tools, String socketDir) {
            if (!socketDir.isBlank() && !Files.exists(Path.of(socketDir))) {
                try {
                    Files.createDirectories(Path.of(socketDir));
                    tools.own(Path.of(socketDir));
                } catch (IOException e) {
                    throw new UncheckedIOException("Expected to make " + socketDir, e);
                }
            }
        }

        @Bean
        Steps databaseSteps(
                SiteDatabase database,
                StateDir stateDir,
                ExecutorProperties properties,
                Clock clock) {
            var postgres = properties.postgres();
            var password = postgres.replicationPassword();
            var upstreams =
                    new Upstreams(
                            postgres.replicationUser(),
                            () -> password == null ? null : Secrets.resolve(password));
            var steps = new ArrayList<StepExecutor>();
            steps.add(new FenceStep(database, clock));
            steps.add(new PromoteStep(database, stateDir.path(), clock));
            steps.add(new CaptureTailStep(database, postgres.evidenceIn(stateDir.path())));
            steps.add(new RewindStep(database, upstreams, stateDir.path()));
            steps.add(new CatchUpStep());
            steps.add(new PrepareTargetStep(database));
            steps.add(new CheckpointStep());
            steps.add(new StopPrimaryStep(database));
            steps.add(new FollowStep(database, upstreams));
            steps.add(new ReopenPrimaryStep(database));
            return new Steps(steps);
        }

        @Bean
        SiteDatabaseLifecycle siteDatabaseLifecycle(
                SiteDatabase database,
                Applications applications,
                ApplicationWorkers workers,
                StepJournal journal,
                Reports reports,
                ExecutorProperties properties,
                Clock clock) {
            var postgres = properties.postgres();
            var upkeep = new Upkeep(database, applications.place(), postgres.restartAfter(), clock);
            return new SiteDatabaseLifecycle(
                    database,
                    new DatabaseWatch(database, applications, reports, clock),
                    new Upkeeper(applications, workers, journal, upkeep, properties.upkeepEvery()),
                    postgres.stopWithExecutor());
        }
    }
}
