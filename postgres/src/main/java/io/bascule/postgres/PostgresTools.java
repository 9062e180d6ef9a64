package io.bascule.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The binaries and the user they run as. PostgreSQL refuses to run as root, so under root every
 * command goes through {@code setpriv}, which replaces itself by the command: the process id stays.
 *
 * <p>Secrets never belong into the arguments; see {@link PassFile}.
 */
public final class PostgresTools {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
    private static final Duration QUICK = Duration.ofSeconds(10);

    private static final Path STDBUF = Path.of("/usr/bin/stdbuf");

    private final Path binDir;
    private final @Nullable String runAs;
    private final List<String> prefix;
    private final int majorVersion;

    private PostgresTools(Path binDir, @Nullable String runAs) {
        this.binDir = binDir;
        this.runAs = runAs;
        this.prefix = runAs == null ? List.of() : asUser(runAs);
        this.majorVersion = askVersion();
    }

    private PostgresTools(Path binDir, @Nullable String runAs, int majorVersion) {
        this.binDir = binDir;
        this.runAs = runAs;
        this.prefix = runAs == null ? List.of() : asUser(runAs);
        this.majorVersion = majorVersion;
    }

    /**
     * The tools of this folder.
     *
     * @param binDir the folder that holds {@code postgres} and its tools
     * @param runAs the user the commands run as; null or empty for the user of this process
     * @throws PostgresException if the folder has no {@code postgres}, or the user cannot be taken
     */
    public static PostgresTools in(Path binDir, @Nullable String runAs) {
        if (!Files.isExecutable(binDir.resolve("postgres"))) {
            throw new PostgresException(
                    "Expected the PostgreSQL server in " + binDir + ", but found no 'postgres'");
        }
        var user = runAs == null || runAs.isBlank() ? null : runAs;
        boolean same = user == null || user.equals(System.getProperty("user.name"));
        if (!same && !isRoot()) {
            throw new PostgresException(
                    "Expected to be root to run PostgreSQL as '"
                            + user
                            + "', but found user '"
                            + System.getProperty("user.name")
                            + "'; leave the user empty");
        }
        if (same && isRoot()) {
            throw new PostgresException(
                    "Expected a user to run PostgreSQL as, since it refuses root; name one, such as postgres");
        }
        return new PostgresTools(binDir, same ? null : user);
    }

    /**
     * The newest PostgreSQL of {@code /usr/lib/postgresql/*}{@code /bin}, or the one on the PATH;
     * run as user {@code postgres} if this process is root.
     *
     * @throws PostgresException if there is none
     */
    public static PostgresTools locate() {
        return in(
                newestOfDebian()
                        .or(PostgresTools::onPath)
                        .orElseThrow(() ->
                                new PostgresException(
                                        "Expected a PostgreSQL server in /usr/lib/postgresql/*/bin or on the PATH, but found none; install postgresql (15 or newer)")),
                isRoot() ? "postgres" : null);
    }

    /**
     * The same tools, run as the user of this process: for those that only read and do not mind
     * root, such as pg_waldump, on files that the other user cannot reach.
     */
    public PostgresTools asCaller() {
        return new PostgresTools(binDir, null, majorVersion);
    }

    /** The folder of the binaries. */
    public Path binDir() {
        return binDir;
    }

    /** The user that commands run as; null for the user of this process. */
    public @Nullable String runAs() {
        return runAs;
    }

    /** Such as 15. */
    public int majorVersion() {
        return majorVersion;
    }

    /**
     * A command that is ready to start: the tool by its name in the folder, or by its absolute
     * path. Its locale is C, so that its output can be read; it inherits no PG* variable.
     */
    public ProcessBuilder command(String tool, List<String> arguments) {
        return command(List.of(), tool, arguments);
    }

    /**
     * The same for a tool that writes much to its standard output: into a pipe C's library writes
     * four kilobytes at a time, and each wakes the reader. With {@code stdbuf} of coreutils, where
     * it is installed, that takes about half of the system's time.
     */
    public ProcessBuilder streamingCommand(String tool, List<String> arguments) {
        return command(
                Files.isExecutable(STDBUF)
                        ? List.of(STDBUF.toString(), "--output=256K")
                        : List.of(),
                tool,
                arguments);
    }

    private ProcessBuilder command(List<String> before, String tool, List<String> arguments) {
        var words = new ArrayList<>(prefix);
        words.addAll(before);
        words.add(tool.startsWith("/") ? tool : binDir.resolve(tool).toString());
        words.addAll(arguments);
        var builder = new ProcessBuilder(words);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /**
     * Runs a tool to its end.
     *
     * @param environment added to the environment of this process
     * @param deadline after which it is killed
     * @return how it ended, whatever the exit code; see {@link ToolResult#orThrow}
     * @throws PostgresException if it cannot be started
     */
    public ToolResult run(
            String tool,
            List<String> arguments,
            Map<String, String> environment,
            Duration deadline) {
        var builder = command(tool, arguments);
        builder.environment().putAll(environment);
        return ToolRun.toEnd(tool, builder, deadline);
    }

    /**
     * Runs a tool whose output is long: each line of it goes to {@code lines}, on a thread of its
     * own, and none is kept.
     */
    public ToolResult stream(
            String tool,
            List<String> arguments,
            Map<String, String> environment,
            Duration deadline,
            Consumer<String> lines) {
        var builder = command(tool, arguments);
        builder.environment().putAll(environment);
        var result = ToolRun.toEnd(tool, builder, deadline, in -> ToolRun.forward(in, lines));
        if (!result.stdout().isEmpty()) {
            throw new PostgresException("Expected all output of " + tool + ": " + result.stdout());
        }
        return result;
    }

    /** Runs a tool without further environment. */
    public ToolResult run(String tool, List<String> arguments, Duration deadline) {
        return run(tool, arguments, Map.of(), deadline);
    }

    /**
     * Makes a file, or a folder with all that it holds, belong to the user that the commands run
     * as. Symbolic links are not followed. Does nothing if that is the user of this process.
     */
    public void own(Path path) {
        if (runAs == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            var users = path.getFileSystem().getUserPrincipalLookupService();
            var owner = users.lookupPrincipalByName(runAs);
            var group = users.lookupPrincipalByGroupName(groupOf(runAs));
            for (var each : (Iterable<Path>) all::iterator) {
                var view =
                        Files.getFileAttributeView(
                                each, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
                view.setOwner(owner);
                view.setGroup(group);
            }
        } catch (UserPrincipalNotFoundException e) {
            throw new PostgresException(
                    "Expected a user '" + runAs + "' with a group, but found none", e);
        } catch (IOException e) {
            throw new PostgresException("Expected to give " + path + " to '" + runAs + "'", e);
        }
    }

    /** A new folder below the system's temporary one that only the commands' user can look into. */
    public Path temporaryFolder(String prefix) {
        try {
            FileAttribute<?> mine =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"));
            var folder = Files.createTempDirectory(prefix, mine);
            own(folder);
            return folder;
        } catch (IOException e) {
            throw new PostgresException("Expected to create a temporary folder", e);
        }
    }

    /** A TCP port of 127.0.0.1 that nobody listened on a moment ago. */
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new PostgresException("Expected a free port of 127.0.0.1", e);
        }
    }

    private int askVersion() {
        var result = run("postgres", List.of("--version"), QUICK).orThrow();
        var matcher = VERSION.matcher(result.stdout());
        if (!matcher.find()) {
            throw new PostgresException(
                    "Expected 'postgres (PostgreSQL) 15.x' from postgres --version, but found '"
                            + result.stdout().strip()
                            + "'");
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static List<String> asUser(String user) {
        return List.of(
                "setpriv", "--reuid=" + user, "--regid=" + groupOf(user), "--init-groups", "--");
    }

    private static String groupOf(String user) {
        return ToolRun.toEnd("id", new ProcessBuilder("id", "-gn", user), QUICK)
                .orThrow()
                .stdout()
                .strip();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static Optional<Path> newestOfDebian() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (var versions = Files.list(DEBIAN)) {
            return versions.filter(v -> v.getFileName().toString().matches("\\d+"))
                    .filter(v -> Files.isExecutable(v.resolve("bin/postgres")))
                    .max(Comparator.comparingInt(v -> Integer.parseInt(v.getFileName().toString())))
                    .map(v -> v.resolve("bin"));
        } catch (IOException e) {
            throw new PostgresException("Expected to read " + DEBIAN, e);
        }
    }

    private static Optional<Path> onPath() {
        var path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(":", -1))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
                .findFirst();
    }
}
