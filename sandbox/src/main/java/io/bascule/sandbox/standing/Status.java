package io.bascule.sandbox.standing;

import io.bascule.sandbox.world.World.ProcessState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a standing sandbox is.
 *
 * @param well whether nothing is wrong
 * @param problems what is wrong, a line each
 * @param folder where its data is
 * @param pid the sandbox's own process
 * @param faults what was stopped or cut on purpose and is not healed
 * @param applications what the coordinator's {@code GET /api/state} says; null if it does not
 *     answer
 */
public record Status(
        boolean well,
        List<String> problems,
        String folder,
        long pid,
        Instant startedAt,
        String console,
        WorldFile.FrontDoor frontDoor,
        String bootstrapServers,
        List<ProcessState> processes,
        List<Site> sites,
        @Nullable JsonNode applications,
        Client client,
        List<String> faults) {

    /** What a server is. */
    public enum Role {
        PRIMARY,
        STANDBY,
        /** It does not answer. */
        DOWN
    }

    /**
     * A site's server.
     *
     * @param timeline its timeline; null if it does not answer
     * @param streaming whether it receives a stream; null if it is no standby
     * @param lagBytes what the primary has written and this standby does not have on disk; null if
     *     it is no standby that streams
     */
    public record Site(
            String site,
            Role role,
            @Nullable Integer timeline,
            @Nullable Boolean streaming,
            @Nullable Long lagBytes) {}

    /** The application's client. */
    public record Client(
            double writesPerSecond,
            @Nullable Instant lastAcknowledged,
            long acknowledged,
            long refused,
            long inDoubt) {}
}
