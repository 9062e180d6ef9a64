package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.world.Ports.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the operators' page says of ports is so. */
class PortsTableTest {

    private static final Path PAGE = Path.of("../docs/operators/sandbox.md");
    private static final String OPENING = "<!-- sandbox-ports -->\n";
    private static final String CLOSING = "<!-- /sandbox-ports -->";

    /** {@code -Dbascule.regenerate=true} writes it anew. */
    @Test
    void theTableOfPortsIsWhatAFirstSandboxUses() throws IOException {
        var table = new StringBuilder("| port | what listens there |\n|---|---|\n");
        int next = Ports.LASTING_BASE;
        for (var use : Use.values()) {
            int port = use == Use.REPORTING ? Ports.CONSOLE : next++;
            table.append("| %d | %s |%n".formatted(port, use.meaning()));
        }
        var text = Files.readString(PAGE);
        int from = text.indexOf(OPENING) + OPENING.length();
        int to = text.indexOf(CLOSING);
        var expected = text.substring(0, from) + table + text.substring(to);
        if (Boolean.getBoolean("bascule.regenerate")) {
            Files.writeString(PAGE, expected);
            text = expected;
        }
        assertThat(text)
                .as("%s (-Dbascule.regenerate=true writes its table anew)", PAGE)
                .isEqualTo(expected);
    }
}
