package io.bascule.cli.platform;

import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What a standing sandbox says of itself, as far as commands that talk to it need it.
 *
 * @param placeholders what stands for each {@code ${...}} of its plan
 */
record WorldFile(
        @Nullable String console,
        @Nullable String bootstrapServers,
        Map<String, String> placeholders) {

    static final String NAME = "world.json";

    @SuppressWarnings("NullAway") // Jackson gives null for what is absent.
    WorldFile {
        placeholders = placeholders == null ? Map.of() : Map.copyOf(placeholders);
    }

    static WorldFile read(Path file) {
        try {
            return EventJson.mapper().readValue(Files.readAllBytes(file), WorldFile.class);
        } catch (IOException e) {
            throw new TalkException(
                    Kind.UNREACHABLE,
                    "Expected to read the sandbox's "
                            + file
                            + ", but: "
                            + e
                            + "; it is readable by the user who started the sandbox",
                    e);
        } catch (JacksonException e) {
            throw new TalkException(
                    Kind.UNREACHABLE,
                    "Expected the sandbox's "
                            + file
                            + " to be JSON, but "
                            + e.getOriginalMessage()
                            + "; start the sandbox anew",
                    e);
        }
    }
}
