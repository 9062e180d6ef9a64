package io.bascule.backup.proof;

import io.bascule.backup.dump.Fingerprint;
import io.bascule.backup.manifest.Manifest;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresServer;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.ServerStart;
import io.bascule.postgres.ToolResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that lives for one restore: no TCP, a socket in a private folder, nothing forced to
 * the disk. Closing kills every process of it and removes its folder; so does {@link #sweep} for
 * those that an ended service left behind.
 */
final class ThrowAwayServer implements AutoCloseable {

    static final String PREFIX = "proof-";

    /** Of a Unix socket's path in Linux, with PostgreSQL's own file name in it. */
    private static final int LONGEST_SOCKET_FOLDER = 80;

    private static final Map<String, String> SETTINGS =
            Map.ofEntries(
                    Map.entry("listen_addresses", ""),
                    Map.entry("fsync", "off"),
                    Map.entry("full_page_writes", "off"),
                    Map.entry("synchronous_commit", "off"),
                    Map.entry("wal_level", "minimal"),
                    Map.entry("max_wal_senders", "0"),
                    Map.entry("autovacuum", "off"),
                    Map.entry("max_connections", "10"),
                    Map.entry("max_locks_per_transaction", "2048"),
                    Map.entry("shared_buffers", "64MB"),
                    Map.entry("maintenance_work_mem", "64MB"),
                    Map.entry("max_wal_size", "4GB"));

    private final PostgresTools tools;
    private final Path folder;
    private final Path sockets;
    private final PostgresServer server;
    private final InUse inUse;

    private ThrowAwayServer(
            PostgresTools tools, Path folder, Path sockets, PostgresServer server, InUse inUse) {
        this.tools = tools;
        this.folder = folder;
        this.sockets = sockets;
        this.server = server;
        this.inUse = inUse;
    }

    /** An empty server could not be made: the fault of this machine, not of a backup. */
    static final class NotMadeException extends IOException {

        NotMadeException(Exception cause) {
            super(
                    "Expected an empty throw-away server to restore into, but "
                            + cause.getMessage(),
                    cause);
        }
    }

    /** A folder that lives for one restore, swept as servers are. */
    record Folder(Path root, Path path, InUse inUse) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            try (inUse) {
                Discarding.folder(root);
            }
        }
    }

    /** Makes a folder for files that are restored. */
    static Folder folder(Path workDir) throws IOException {
        Files.createDirectories(workDir);
        Path root = Files.createTempDirectory(workDir.toAbsolutePath(), PREFIX);
        return new Folder(root, Files.createDirectory(root.resolve("files")), InUse.mark(root));
    }

    /** Puts a data directory where it is told, and says what it must be configured with. */
    interface Filling {
        Map<String, String> fill(Path dataDir) throws IOException;
    }

    /** An empty one. */
    static ThrowAwayServer start(PostgresTools tools, Path workDir) throws NotMadeException {
        try {
            return start(
                    tools,
                    workDir,
                    (folder, settings) -> {
                        var cluster =
                                Cluster.create(
                                        tools,
                                        folder.resolve("data"),
                                        settings,
                                        List.of("local all all trust"),
                                        null);
                        return cluster.start(ServerStart.of(cluster.dataDir()));
                    });
        } catch (IOException | PostgresException e) {
            throw new NotMadeException(e);
        }
    }

    /**
     * One that starts from a copy of another server's files. Nothing of that server's configuration
     * is used: it could archive, listen or follow.
     */
    static ThrowAwayServer startFrom(
            PostgresTools tools, Path workDir, Filling filling, Duration deadline)
            throws IOException {
        return start(
                tools,
                workDir,
                (folder, settings) -> {
                    Path data = folder.resolve("data");
                    var more = filling.fill(data);
                    var all = new java.util.TreeMap<>(settings);
                    all.putAll(more);
                    var cluster = Cluster.at(tools, data);
                    cluster.setStandby(false);
                    cluster.file("pg_hba.conf").replace(List.of("local all all trust"));
                    cluster.file("pg_ident.conf").replace(List.of());
                    cluster.file("postgresql.auto.conf").replace(List.of());
                    cluster.file("postgresql.conf")
                            .replace(
                                    all.entrySet().stream()
                                            .filter(s -> !s.getKey().equals("wal_level"))
                                            .map(s -> s.getKey() + " = '" + s.getValue() + "'")
                                            .toList());
                    return cluster.start(ServerStart.of(data).within(deadline));
                });
    }

    private interface Making {
        PostgresServer make(Path folder, Map<String, String> settings) throws IOException;
    }

    private static ThrowAwayServer start(PostgresTools tools, Path workDir, Making making)
            throws IOException {
        Files.createDirectories(workDir);
        Path folder = Files.createTempDirectory(workDir.toAbsolutePath(), PREFIX);
        InUse inUse = null;
        try {
            inUse = InUse.mark(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            Path sockets = Files.createDirectory(folder.resolve("s"));
            Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwx------"));
            tools.own(sockets);
            if (sockets.toString().length() > LONGEST_SOCKET_FOLDER) {
                throw new IOException(
                        "Expected a work folder short enough for a socket, but found "
                                + workDir
                                + "; set bascule.backup.work-dir to one of at most 55 characters");
            }
            var settings = new java.util.TreeMap<>(SETTINGS);
            settings.put("unix_socket_directories", sockets.toString());
            var server = making.make(folder, settings);
            return new ThrowAwayServer(tools, folder, sockets, server, inUse);
        } catch (IOException | RuntimeException e) {
            try (var _ = inUse) {
                Discarding.server(tools, folder);
            }
            throw e;
        }
    }

    /** Kills and removes what ended processes of this service left in the folder. */
    static int sweep(PostgresTools tools, Path workDir) throws IOException {
        if (!Files.isDirectory(workDir)) {
            return 0;
        }
        int swept = 0;
        try (var left = Files.newDirectoryStream(workDir.toAbsolutePath(), PREFIX + "*")) {
            for (Path folder : left) {
                try (var inUse = InUse.takeOver(folder)) {
                    if (inUse != null) {
                        Discarding.server(tools, folder);
                        swept++;
                    }
                }
            }
        }
        return swept;
    }

    /** A file that the restore may use, gone with the server. */
    Path scratch() {
        return folder.resolve("scratch");
    }

    /** Gives the lock back, as the end of this process would. */
    void abandon() throws IOException {
        inUse.close();
    }

    /** What {@code pg_restore} and {@code psql} need to reach a database of it. */
    List<String> arguments(String database) {
        return List.of(
                "--host=" + sockets,
                "--username=postgres",
                "--dbname=" + database,
                "--no-password");
    }

    /**
     * Makes the database that is restored into, and what the dump may name of the server.
     *
     * @param globals SQL of the whole server's roles and settings; null for the manifest's roles
     */
    void prepare(
            String database, Manifest.Database source, @Nullable String globals, Duration deadline)
            throws IOException {
        var sql = new StringBuilder();
        if (globals == null) {
            for (String role : source.roles()) {
                sql.append("CREATE ROLE ").append(quoted(role)).append(" NOLOGIN;\n");
            }
        } else {
            // The superuser is there already, and the folders of tablespaces are not.
            globals.lines()
                    .filter(line -> !line.equals("CREATE ROLE postgres;"))
                    .filter(line -> !line.contains(" TABLESPACE "))
                    .forEach(line -> sql.append(line).append('\n'));
        }
        sql.append("CREATE DATABASE ")
                .append(quoted(database))
                .append(" TEMPLATE template0 ENCODING '")
                .append(source.encoding().replace("'", "''"))
                .append("' LC_COLLATE 'C' LC_CTYPE 'C';\n");
        psql("postgres", sql.toString(), deadline);
    }

    /** The answer to one question, as text. */
    String ask(String database, String sql, Duration deadline) throws IOException {
        return psql(database, sql + ";\n", deadline);
    }

    /** Which of these statements do not answer true, in words. */
    List<String> failing(String database, List<String> checks, Duration deadline)
            throws IOException {
        var failing = new ArrayList<String>();
        for (String check : checks) {
            String answer;
            try {
                answer = psql(database, check + "\n;\n", deadline);
            } catch (IOException e) {
                answer = String.valueOf(e.getMessage());
            }
            if (!answer.equals("t")) {
                failing.add("Expected true from \"" + check + "\", but found " + answer);
            }
        }
        return failing;
    }

    /** What {@code pg_amcheck} finds wrong with tables and indexes, where it is installed. */
    Optional<String> amcheck(String database, Duration deadline) throws IOException {
        if (!Files.isExecutable(tools.binDir().resolve("pg_amcheck"))
                || psql(
                                database,
                                "SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck';\n",
                                deadline)
                        .equals("0")) {
            return Optional.empty();
        }
        var arguments = new ArrayList<>(arguments(database));
        arguments.removeIf(argument -> argument.startsWith("--dbname="));
        arguments.addAll(List.of("--database=" + database, "--install-missing"));
        ToolResult result = tools.run("pg_amcheck", arguments, Map.of(), deadline);
        return result.succeeded()
                ? Optional.empty()
                : Optional.of(
                        "Expected pg_amcheck to find nothing, but "
                                + (result.stdout() + result.stderr()).strip());
    }

    /** What the database holds, asked as the source's snapshot was. */
    List<Manifest.TableContent> content(String database, Duration deadline) throws IOException {
        var tables = rows(database, Fingerprint.TABLES + ";\n", deadline);
        if (tables.isEmpty()) {
            return List.of();
        }
        var questions = new StringBuilder();
        for (String[] table : tables) {
            questions.append(Fingerprint.of(table[0], table[2])).append(";\n");
        }
        var answers = rows(database, questions.toString(), deadline);
        if (answers.size() != tables.size()) {
            throw new IOException(
                    "Expected "
                            + tables.size()
                            + " answers from the restored database, but found "
                            + answers.size());
        }
        var content = new ArrayList<Manifest.TableContent>();
        for (int i = 0; i < tables.size(); i++) {
            content.add(
                    new Manifest.TableContent(
                            tables.get(i)[0],
                            tables.get(i)[1],
                            Long.parseLong(answers.get(i)[0]),
                            answers.get(i)[1],
                            tables.get(i)[2]));
        }
        return content;
    }

    private List<String[]> rows(String database, String sql, Duration deadline) throws IOException {
        String settings = String.join(";\n", Fingerprint.SETTINGS) + ";\n";
        String out = psql(database, settings + sql, deadline);
        return out.isEmpty()
                ? List.of()
                : out.lines().map(line -> line.split("\u001f", -1)).toList();
    }

    private String psql(String database, String sql, Duration deadline) throws IOException {
        Path script = Files.createTempFile(folder, "ask", ".sql");
        Files.writeString(script, sql);
        tools.own(script);
        var arguments = new ArrayList<>(arguments(database));
        arguments.addAll(
                List.of(
                        "--no-psqlrc",
                        "--quiet",
                        "--no-align",
                        "--tuples-only",
                        "--field-separator=\u001f",
                        "--set=ON_ERROR_STOP=1",
                        "--file=" + script));
        ToolResult result =
                tools.run("psql", arguments, Map.of("PGCLIENTENCODING", "UTF8"), deadline);
        if (!result.succeeded()) {
            throw new IOException(
                    "Expected the throw-away server to answer, but " + result.stderr().strip());
        }
        return result.stdout().stripTrailing();
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try (inUse) {
            // Nothing of it is kept, so it need not write anything down.
            server.kill();
            Discarding.server(tools, folder);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
