package io.bascule.sandbox.world;

import io.bascule.postgres.PostgresTools;
import io.bascule.sandbox.world.Ports.Use;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which services the world has, and what each is told. */
final class Services {

    /** A service to be started. */
    record Spec(
            String name,
            String module,
            String place,
            Use port,
            String heap,
            List<String> arguments,
            Map<String, String> environment) {

        /** What it is started as; services of one role start alike. */
        String role() {
            return name.startsWith("executor-") ? "executor" : name;
        }
    }

    /** The modules whose executable jars are needed. */
    static final List<String> MODULES =
            List.of(
                    "failover-coordinator",
                    "replication-monitor",
                    "backup-service",
                    "notification-service",
                    "reporting-service");

    /** Each role, and the module that it is started from. */
    static final Map<String, String> ROLES =
            Map.of(
                    "coordinator", "failover-coordinator",
                    "executor", "failover-coordinator",
                    "monitor", "replication-monitor",
                    "backup", "backup-service",
                    "notification", "notification-service",
                    "reporting", "reporting-service");

    private final WorldFolder world;
    private final WorldFolder passing;
    private final PostgresTools tools;
    private final Passwords passwords;
    private final Ports ports;
    private final Roads roads;
    private final boolean training;
    private final boolean faultPoints;

    Services(Ground ground) {
        this.world = ground.folder();
        this.passing = ground.sockets();
        this.tools = ground.tools();
        this.passwords = ground.passwords();
        this.ports = ground.ports();
        this.roads = ground.roads();
        this.training = ground.isForTraining();
        this.faultPoints = ground.hasFaultPoints();
    }

    /** All of them; those that take longest to start stand first. */
    List<Spec> all() {
        return List.of(
                coordinator(),
                monitor(),
                executor(World.FRANKFURT, Use.EXECUTOR_FRANKFURT),
                executor(World.PARIS, Use.EXECUTOR_PARIS),
                reporting(),
                backup(),
                notification());
    }

    /** The command of a service, its jar unpacked. */
    List<String> command(Spec spec, Path jar) {
        var command = new ArrayList<String>();
        command.add(Installation.java().toString());
        command.addAll(Installation.jvmFlags(spec.heap()));
        command.addAll(startCache(spec, jar));
        command.add("-Dspring.aot.enabled=true");
        command.add("-Djava.io.tmpdir=" + passing.folder("tmp"));
        command.add("-jar");
        command.add(jar.toString());
        command.add("--server.port=" + ports.of(spec.port()));
        command.add("--server.address=127.0.0.1");
        command.add("--spring.kafka.bootstrap-servers=127.0.0.1:" + roads.brokerFrom(spec.place()));
        command.add("--bascule.place=" + spec.place());
        command.add("--spring.main.banner-mode=off");
        if (faultPoints) {
            command.add("--bascule.fault-points-dir=" + faultPointsOf(world, spec.name()));
        }
        command.addAll(spec.arguments());
        return command;
    }

    /** Where a service's fault points are armed. */
    static Path faultPointsOf(WorldFolder world, String service) {
        return WorldFolder.create(world.root().resolve("fault-points").resolve(service));
    }

    /** Two executors are one role: the first of them writes the cache of both. */
    private List<String> startCache(Spec spec, Path jar) {
        var cache = StartCache.besideJar(jar, spec.role());
        if (!training) {
            return cache.use();
        }
        return spec.name().equals("executor-" + World.PARIS) ? List.of() : cache.write();
    }

    private Spec coordinator() {
        return new Spec(
                "coordinator",
                "failover-coordinator",
                World.WITNESS,
                Use.COORDINATOR,
                "160m",
                List.of(
                        "--bascule.coordinator.roles=brain,executor",
                        "--bascule.coordinator.state-dir=" + state("coordinator"),
                        "--bascule.executor.haproxy.enabled=true"),
                platformSecrets());
    }

    private Spec executor(String site, Use port) {
        var sockets = passing.folder("sockets-" + site);
        var evidence = world.folder("evidence-" + site);
        tools.own(sockets);
        tools.own(evidence);
        var secrets = new LinkedHashMap<>(platformSecrets());
        secrets.put("BASCULE_REPLICATION_PASSWORD", passwords.replicator());
        return new Spec(
                "executor-" + site,
                "failover-coordinator",
                site,
                port,
                "96m",
                List.of(
                        "--bascule.coordinator.roles=executor",
                        "--bascule.coordinator.state-dir=" + state("executor-" + site),
                        "--bascule.executor.postgres.bin-dir=" + tools.binDir(),
                        "--bascule.executor.postgres.data-dir="
                                + world.root().resolve("databases").resolve(site),
                        "--bascule.executor.postgres.run-as=" + runAs(),
                        "--bascule.executor.postgres.socket-dir=" + sockets,
                        "--bascule.executor.postgres.evidence-dir=" + evidence,
                        "--bascule.executor.postgres.replication-user="
                                + DatabasePair.REPLICATION_ROLE,
                        "--bascule.executor.postgres.replication-password=env:BASCULE_REPLICATION_PASSWORD"),
                secrets);
    }

    private Spec monitor() {
        return new Spec(
                "monitor",
                "replication-monitor",
                World.WITNESS,
                Use.MONITOR,
                "128m",
                List.of("--bascule.monitor.state-dir=" + state("monitor")),
                platformSecrets());
    }

    private Spec backup() {
        var work = passing.folder("backup-work");
        tools.own(work);
        var secrets = new LinkedHashMap<>(platformSecrets());
        secrets.put("AWS_ACCESS_KEY_ID", "sandbox");
        secrets.put("AWS_SECRET_ACCESS_KEY", "sandbox");
        secrets.put("BASCULE_BACKUP_WRAPPING_KEY", passwords.wrappingKey());
        secrets.put("BASCULE_BACKUP_RECOVERY_KEY", passwords.recoveryKey());
        secrets.put("BASCULE_SCRATCH_PASSWORD", passwords.orders());
        var scratch = "--bascule.backup.targets.scratch.";
        return new Spec(
                "backup",
                "backup-service",
                World.WITNESS,
                Use.BACKUP,
                "128m",
                List.of(
                        "--bascule.backup.s3.endpoint=" + ObjectStore.endpoint(ports),
                        "--bascule.backup.s3.region=" + ObjectStore.REGION,
                        "--bascule.backup.s3.path-style=true",
                        "--bascule.backup.keys.wrapping=env:BASCULE_BACKUP_WRAPPING_KEY",
                        "--bascule.backup.keys.recovery=env:BASCULE_BACKUP_RECOVERY_KEY",
                        "--bascule.backup.work-dir=" + work,
                        "--bascule.backup.postgres.bin-dir=" + tools.binDir(),
                        "--bascule.backup.postgres.run-as=" + runAs(),
                        scratch + "host=127.0.0.1",
                        scratch + "port=" + ports.of(Use.FRONT_DOOR),
                        scratch + "database=" + DatabasePair.SCRATCH,
                        scratch + "user=" + DatabasePair.CLIENT_ROLE,
                        scratch + "password=env:BASCULE_SCRATCH_PASSWORD",
                        "--bascule.backup.targets.files.folder="
                                + world.root().resolve("restored-files")),
                secrets);
    }

    private Spec notification() {
        return new Spec(
                "notification",
                "notification-service",
                World.WITNESS,
                Use.NOTIFICATION,
                "96m",
                List.of(
                        "--bascule.notification.webhooks[0].name=sandbox",
                        "--bascule.notification.webhooks[0].url=http://127.0.0.1:"
                                + ports.of(Use.WEBHOOK)
                                + "/",
                        "--bascule.notification.webhooks[0].secret=env:BASCULE_WEBHOOK_SECRET"),
                Map.of("BASCULE_WEBHOOK_SECRET", passwords.webhook()));
    }

    private Spec reporting() {
        return new Spec(
                "reporting",
                "reporting-service",
                World.WITNESS,
                Use.REPORTING,
                "128m",
                List.of("--bascule.reporting.data-dir=" + state("reporting")),
                Map.of());
    }

    private Map<String, String> platformSecrets() {
        return Map.of("BASCULE_DATABASE_PASSWORD", passwords.bascule());
    }

    private Path state(String name) {
        return WorldFolder.create(world.root().resolve("state-" + name));
    }

    private String runAs() {
        var user = tools.runAs();
        return user == null ? "" : user;
    }
}
