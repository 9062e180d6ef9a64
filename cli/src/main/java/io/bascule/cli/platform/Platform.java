package io.bascule.cli.platform;

import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.sandbox.standing.WorldFile;
import io.bascule.sandbox.world.SandboxException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the platform is, as far as somebody said so: by option, else by environment, else by the
 * standing sandbox.
 */
public final class Platform {

    /** The environment variable that names the console's address. */
    public static final String CONSOLE = "BASCULE_CONSOLE";

    /** The environment variable that names the brokers. */
    public static final String BOOTSTRAP_SERVERS = "BASCULE_BOOTSTRAP_SERVERS";

    /** The environment variable that holds the word by which the gateway knows who asks. */
    public static final String TOKEN = "BASCULE_TOKEN";

    /** The folder of a standing sandbox unless another one is named. */
    public static final Path DEFAULT_DATA = Path.of(".bascule");

    private final @Nullable String console;
    private final @Nullable String bootstrapServers;
    private final @Nullable World world;
    private final @Nullable String token;

    private Platform(
            @Nullable String console,
            @Nullable String bootstrapServers,
            @Nullable World world,
            @Nullable String token) {
        this.console = console;
        this.bootstrapServers = bootstrapServers;
        this.world = world;
        this.token = token;
    }

    /** A standing sandbox and the folder that it was found in. */
    private record World(WorldFile file, Path folder) {}

    /**
     * Finds it.
     *
     * @param console the option; null if it was not given
     * @param bootstrapServers the option; null if it was not given
     * @param data the folder of a sandbox; null for {@link #DEFAULT_DATA}, which may be absent
     * @throws TalkException if a named folder holds no standing sandbox, or its file cannot be read
     */
    public static Platform find(
            @Nullable String console,
            @Nullable String bootstrapServers,
            @Nullable Path data,
            Map<String, String> environment) {
        var folder = data == null ? DEFAULT_DATA : data;
        var world = read(folder);
        if (world == null && data != null) {
            throw new TalkException(
                    Kind.UNREACHABLE,
                    "Expected a standing sandbox in %s, but found no %s there; start one by: bascule up --data %s"
                            .formatted(data, WorldFile.NAME, data));
        }
        return new Platform(
                firstOf(console, environment.get(CONSOLE)),
                firstOf(bootstrapServers, environment.get(BOOTSTRAP_SERVERS)),
                world,
                firstOf(environment.get(TOKEN), null));
    }

    private static @Nullable World read(Path folder) {
        try {
            return WorldFile.in(folder).map(file -> new World(file, folder)).orElse(null);
        } catch (SandboxException e) {
            throw new TalkException(Kind.UNREACHABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** The word by which the gateway knows who asks; absent if none was set. */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** Whether somebody said where console and gateway are. */
    public boolean knowsConsole() {
        return firstOf(console, world == null ? null : world.file().console()) != null;
    }

    /**
     * The address of console and gateway.
     *
     * @throws TalkException if nobody said it, or it is no address
     */
    public URI console() {
        var said = firstOf(console, world == null ? null : world.file().console());
        if (said == null) {
            throw nowhere("the console is", "--console URL", CONSOLE);
        }
        try {
            var uri = new URI(said);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw new TalkException(
                Kind.MALFORMED,
                "Expected the console's address in the form http://HOST:PORT, but found '"
                        + said
                        + "'");
    }

    /** The brokers, if somebody said where they are. */
    public Optional<String> knownBootstrapServers() {
        return Optional.ofNullable(
                firstOf(bootstrapServers, world == null ? null : world.file().bootstrapServers()));
    }

    /**
     * The brokers.
     *
     * @throws TalkException if nobody said where they are
     */
    public String bootstrapServers() {
        return knownBootstrapServers()
                .orElseThrow(() ->
                        nowhere(
                                "the brokers are",
                                "--bootstrap-servers HOST:PORT",
                                BOOTSTRAP_SERVERS));
    }

    /**
     * What the placeholders of a plan stand for, if it is a standing sandbox that is talked to:
     * nobody named another console.
     */
    public Map<String, String> placeholders() {
        return world == null || (console != null && !console.equals(world.file().console()))
                ? Map.of()
                : world.file().placeholders();
    }

    private static TalkException nowhere(String what, String option, String variable) {
        return new TalkException(
                Kind.UNREACHABLE,
                "Expected to know where %s, but nobody said so; give %s, set %s, or start a sandbox here by: bascule up"
                        .formatted(what, option, variable));
    }

    private static @Nullable String firstOf(@Nullable String first, @Nullable String second) {
        return first != null && !first.isBlank()
                ? first
                : second != null && !second.isBlank() ? second : null;
    }
}
