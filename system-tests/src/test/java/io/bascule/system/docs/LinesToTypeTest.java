package io.bascule.system.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.backbone.EventCodec;
import io.bascule.contracts.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the operators' pages tell a person to type is read by every service, and goes where it
 * belongs.
 */
class LinesToTypeTest {

    private static final Path PAGES = Path.of("..", "docs", "operators");

    /**
     * An event as it is typed.
     *
     * @param command the line before it
     */
    record Typed(String page, String command, String event) {}

    static List<Typed> typed() throws IOException {
        var found = new ArrayList<Typed>();
        try (Stream<Path> pages = Files.list(PAGES)) {
            for (var page : pages.sorted().toList()) {
                var lines = Files.readAllLines(page);
                for (int i = 1; i < lines.size(); i++) {
                    if (lines.get(i).strip().startsWith("{\"specversion\"")) {
                        found.add(
                                new Typed(
                                        page.getFileName().toString(),
                                        lines.get(i - 1).strip(),
                                        lines.get(i).strip()));
                    }
                }
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("typed")
    void isAnEventOfTheTopicItIsWrittenTo(Typed typed) {
        byte[] bytes = typed.event().getBytes(StandardCharsets.UTF_8);

        var read = new EventCodec().decode(new RecordHeaders(), bytes);

        assertThat(typed.command())
                .startsWith("kcat -P -b BROKER -t " + Topic.of(read.event()).topicName() + " ");
        assertThat(read.subject()).isEqualTo("orders");
    }
}
