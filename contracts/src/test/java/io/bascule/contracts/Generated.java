package io.bascule.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;

/**
 * Files that are generated and yet committed, so that a reader sees them and a change of them is
 * seen. {@code -Dbascule.regenerate=true} writes them anew; without it they are compared.
 */
final class Generated {

    static final Path SCHEMAS = Path.of("src/main/resources/schemas");
    static final Path CATALOGUE = Path.of("../docs/events.md");
    static final Path GOLDEN = Path.of("src/test/resources/golden");

    private Generated() {}

    static void check(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("bascule.regenerate")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("committed file, as generated (-Dbascule.regenerate=true writes it anew)")
                .hasContent(expected);
    }

    static Path schemaOf(Class<? extends Event> event) {
        return SCHEMAS.resolve(EventSchema.family(event)).resolve(fileName(event));
    }

    static Path goldenOf(Class<? extends Event> event) {
        return GOLDEN.resolve(fileName(event));
    }

    /** The golden sample of an event, as it was first written. */
    static JsonNode golden(Class<? extends Event> event) {
        return EventJson.mapper().readTree(read(goldenOf(event)));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected " + file + ", but cannot read it", e);
        }
    }

    static Set<String> namesIn(Path folder) throws IOException {
        var names = new TreeSet<String>();
        try (var files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(f -> names.add(f.getFileName().toString()));
        }
        return names;
    }

    static String fileName(Class<? extends Event> event) {
        return event.getSimpleName() + ".v1.json";
    }

    static String pretty(JsonNode json) {
        return EventJson.mapper()
                        .writer()
                        .with(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(json)
                + "\n";
    }
}
