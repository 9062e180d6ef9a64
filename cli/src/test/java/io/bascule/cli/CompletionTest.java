package io.bascule.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a shell completes, in a real bash that has read the script. */
class CompletionTest {

    private static final Path BASH = Path.of("/bin/bash");

    /** Does what bash does on the tabulator key: the last word is the one that is being typed. */
    private static final String TABULATOR =
            """
            source "$1" && shift
            complete -p bascule
            while IFS= read -r line; do
              IFS=' ' read -r -a COMP_WORDS <<<"$line"
              [[ $line == *' ' ]] && COMP_WORDS+=('')
              COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
              _complete_bascule 2>/dev/null
              echo "${COMPREPLY[*]}"
            done
            """;

    @Test
    void commandsOptionsAndPlacesAreCompleted(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(BASH), "bash is not here");
        var script = folder.resolve("completion");
        Files.writeString(script, Shell.run("completion", "bash").out());
        var typed =
                List.of(
                        "bascule fail",
                        "bascule sandbox he",
                        "bascule sandbox kill executor",
                        "bascule sandbox cut ",
                        "bascule sandbox heal a",
                        "bascule failover orders --pl",
                        "bascule report orders-1 --format ",
                        "bascule dlt re");

        var process =
                new ProcessBuilder(BASH.toString(), "-c", TABULATOR, "bash", script.toString())
                        .redirectErrorStream(true)
                        .start();
        try (var in = process.getOutputStream()) {
            in.write((String.join("\n", typed) + "\n").getBytes(UTF_8));
        }
        var said = new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();

        assertThat(process.waitFor()).isZero();
        assertThat(said.getFirst()).isEqualTo("complete -o default -F _complete_bascule bascule");
        assertThat(said.subList(1, said.size()))
                .containsExactly(
                        "failover failback",
                        "heal",
                        "executor-frankfurt executor-paris",
                        "stream frankfurt paris",
                        "all",
                        "--planned",
                        "html md json",
                        "replay");
    }
}
