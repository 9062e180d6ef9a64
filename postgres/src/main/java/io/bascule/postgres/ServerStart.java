package io.bascule.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How a server is started.
 *
 * @param log file that takes what the server writes, appended
 * @param settings given on the command line, so that they win over the files; never secrets
 * @param deadline until it must accept connections
 */
public record ServerStart(Path log, Map<String, String> settings, Duration deadline) {

    public ServerStart {
        settings = Map.copyOf(settings);
    }

    /** With a log beside the data directory, no settings, and 60 s to recover. */
    public static ServerStart of(Path dataDir) {
        return new ServerStart(
                dataDir.resolveSibling(dataDir.getFileName() + ".log"),
                Map.of(),
                Duration.ofSeconds(60));
    }

    /** The same with these settings. */
    public ServerStart with(Map<String, String> others) {
        return new ServerStart(log, others, deadline);
    }

    /** The same with this time to recover. */
    public ServerStart within(Duration other) {
        return new ServerStart(log, settings, other);
    }
}
