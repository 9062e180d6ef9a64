package io.bascule.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A data directory. */
public final class Cluster {

    private static final Duration CREATION = Duration.ofMinutes(2);
    private static final Duration QUICK = Duration.ofSeconds(10);
    private static final Duration ASKED_EVERY = Duration.ofMillis(20);

    private final PostgresTools tools;
    private final Path dataDir;

    private Cluster(PostgresTools tools, Path dataDir) {
        this.tools = tools;
        this.dataDir = dataDir.toAbsolutePath();
    }

    /** One that exists. */
    public static Cluster at(PostgresTools tools, Path dataDir) {
        return new Cluster(tools, dataDir);
    }

    /**
     * Makes a new one: with page checksums, UTF-8, locale C and the superuser {@code postgres}. The
     * folder must not exist or be empty; it then belongs to the commands' user, who must be able to
     * reach it through its parents.
     *
     * @param settings appended to postgresql.conf; Unix sockets are off unless named here
     * @param hba the lines of pg_hba.conf, in place of the default ones
     * @param superuserPassword for the role {@code postgres}; null for none
     */
    public static Cluster create(
            PostgresTools tools,
            Path dataDir,
            Map<String, String> settings,
            List<String> hba,
            @Nullable String superuserPassword) {
        var cluster = new Cluster(tools, dataDir);
        cluster.makeFolder();
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--pgdata=" + cluster.dataDir,
                                "--username=postgres",
                                "--encoding=UTF8",
                                "--no-locale",
                                "--data-checksums",
                                "--auth=scram-sha-256"));
        // initdb wants a password with this method; without one nobody can log in by password.
        var password =
                superuserPassword == null
                        ? Long.toHexString(new java.security.SecureRandom().nextLong())
                        : superuserPassword;
        try (var file = PasswordFile.with(tools, password)) {
            arguments.add("--pwfile=" + file.path());
            tools.run("initdb", arguments, CREATION).orThrow();
        }
        var all = new LinkedHashMap<String, String>();
        all.put("unix_socket_directories", "");
        all.putAll(settings);
        cluster.file("postgresql.conf").append(ConfigFile.lines(all));
        cluster.file("pg_hba.conf").replace(hba);
        return cluster;
    }

    /**
     * Makes a standby out of a running primary by {@code pg_basebackup}: the folder then holds
     * standby.signal and a primary_conninfo that names a password file, never a password.
     *
     * @param slot physical slot on the primary to stream from, which must exist; null for none
     */
    public static Cluster copy(
            PostgresTools tools,
            Path dataDir,
            Upstream upstream,
            @Nullable String slot,
            Map<String, String> settings) {
        var cluster = new Cluster(tools, dataDir);
        cluster.makeFolder();
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--pgdata=" + cluster.dataDir,
                                "--host=" + upstream.host(),
                                "--port=" + upstream.port(),
                                "--username=" + upstream.user(),
                                "--no-password",
                                "--wal-method=stream",
                                "--checkpoint=fast"));
        if (slot != null) {
            arguments.add("--slot=" + slot);
        }
        try (var pass = upstream.temporaryPassFile(tools)) {
            tools.run("pg_basebackup", arguments, pass.environment(), Duration.ofMinutes(30))
                    .orThrow();
        }
        cluster.set(settings);
        cluster.follow(upstream, slot);
        return cluster;
    }

    /** The folder. */
    public Path dataDir() {
        return dataDir;
    }

    /** The tools that work on it. */
    public PostgresTools tools() {
        return tools;
    }

    /** Its processes. */
    public ClusterProcesses processes() {
        return new ClusterProcesses(dataDir);
    }

    /** What {@code pg_controldata} says. */
    public ControlData controlData() {
        return ControlData.parse(
                tools.run("pg_controldata", List.of(dataDir.toString()), QUICK).orThrow().stdout());
    }

    /** Whether the next start makes a standby of it. */
    public boolean isStandby() {
        return file("standby.signal").exists();
    }

    /** Makes the next start a standby's, or a primary's; on disk when this returns. */
    public void setStandby(boolean standby) {
        if (standby) {
            file("standby.signal").replace(List.of());
        } else {
            file("standby.signal").delete();
        }
    }

    /**
     * Sets configuration for the next start, over what postgresql.conf says: in
     * postgresql.auto.conf, on disk when this returns. The server must be down.
     */
    public void set(Map<String, String> settings) {
        var auto = file("postgresql.auto.conf");
        auto.replace(ConfigFile.merged(auto.lines(), settings));
    }

    /** Makes the next start a standby of this server. The server must be down. */
    public void follow(Upstream upstream, @Nullable String slot) {
        var settings = new HashMap<String, String>();
        settings.put("primary_conninfo", upstream.connectionInfo(passFileFor(upstream)));
        settings.put("primary_slot_name", slot == null ? "" : slot);
        set(settings);
        setStandby(true);
    }

    /** A file of the folder. */
    public DataFile file(String name) {
        return new DataFile(tools, dataDir.resolve(name));
    }

    /**
     * Starts it as a child of this process and waits until it accepts connections.
     *
     * @throws PostgresException if it runs already, ends, or is not ready at the deadline (it is
     *     then killed); with the last lines of its log
     */
    public PostgresServer start(ServerStart how) {
        var server = launch(how);
        boolean settled = Pause.until(() -> !server.isAlive() || isReady(server), how.deadline());
        if (settled && server.isAlive()) {
            return server;
        }
        if (server.isAlive()) {
            server.kill();
        }
        throw new PostgresException(
                "Expected the server on "
                        + dataDir
                        + (settled
                                ? " to start, but it ended"
                                : " to be ready in " + how.deadline())
                        + "; its log ends: "
                        + LogTail.of(how.log()));
    }

    /**
     * Starts it as a child of this process and does not wait until it accepts connections; see
     * {@link #isReady}.
     */
    public PostgresServer launch(ServerStart how) {
        if (!processes().gone()) {
            throw new PostgresException(
                    "Expected no server on "
                            + dataDir
                            + ", but found its processes; stop it first");
        }
        var arguments = new ArrayList<>(List.of("-D", dataDir.toString()));
        how.settings()
                .forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        try {
            var process =
                    tools.command("postgres", arguments)
                            .directory(new java.io.File("/"))
                            .redirectInput(new java.io.File("/dev/null"))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(how.log().toFile()))
                            .start();
            var exit = process.onExit().thenApply(Process::exitValue);
            return new PostgresServer(this, process.toHandle(), exit, how.log());
        } catch (IOException e) {
            throw new PostgresException("Expected to start the server on " + dataDir, e);
        }
    }

    /** Whether this server accepts connections by its own word. */
    public boolean isReady(PostgresServer server) {
        return PostmasterPid.of(dataDir)
                .filter(file -> file.pid() == server.process().pid())
                .map(PostmasterPid::ready)
                .orElse(false);
    }

    /**
     * A server that runs here already, started by an earlier process.
     *
     * @param log where that process has it write
     */
    public Optional<PostgresServer> adopt(Path log) {
        return PostmasterPid.of(dataDir)
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .filter(process ->
                        processes().alive().stream().anyMatch(p -> p.pid() == process.pid()))
                .map(process -> new PostgresServer(this, process, endOf(process), log));
    }

    /**
     * The kernel tells only a parent of its child's end. The JDK would ask for it in steps that
     * grow to 5 s, and takes a process that nobody reaps for a living one.
     */
    private static CompletableFuture<Integer> endOf(ProcessHandle process) {
        var end = new CompletableFuture<Integer>();
        Thread.ofVirtual()
                .name("postmaster-" + process.pid())
                .start(() -> {
                    while (ClusterProcesses.lives(process)) {
                        LockSupport.parkNanos(ASKED_EVERY.toNanos());
                    }
                    end.complete(-1);
                });
        return end;
    }

    private Path passFileFor(Upstream upstream) {
        var path = dataDir.resolveSibling(dataDir.getFileName() + ".pgpass");
        if (upstream.password() != null) {
            PassFile.write(tools, path, upstream.user(), upstream.password());
        }
        return path;
    }

    private void makeFolder() {
        try {
            Files.createDirectories(dataDir);
            Files.setPosixFilePermissions(dataDir, PosixFilePermissions.fromString("rwx------"));
            tools.own(dataDir);
        } catch (IOException e) {
            throw new PostgresException("Expected to create " + dataDir, e);
        }
        for (var parent = dataDir; parent != null; parent = parent.getParent()) {
            if (!tools.run("/usr/bin/test", List.of("-x", parent.toString()), QUICK).succeeded()) {
                throw new PostgresException(
                        "Expected user '"
                                + tools.runAs()
                                + "' to reach "
                                + dataDir
                                + ", but it may not enter "
                                + parent
                                + "; chmod o+x it or use another folder");
            }
        }
    }
}
