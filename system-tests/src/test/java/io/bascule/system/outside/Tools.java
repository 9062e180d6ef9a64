package io.bascule.system.outside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Programs of the distribution's package {@code prometheus}, and the folder they are tried on. */
final class Tools {

    /** What is checked. */
    static final Path DEPLOY = Path.of("../deploy/prometheus").toAbsolutePath().normalize();

    static final Path DOCS = Path.of("../docs").toAbsolutePath().normalize();

    /** What to say where a program is missing. */
    static final String MISSING =
            "prometheus and promtool are not here; type: apt-get install prometheus";

    private Tools() {}

    /** What a program said, and how it ended. */
    record Said(int exitCode, String output) {}

    static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/usr/local/bin";
        return Arrays.stream(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Said run(Path program, List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(arguments);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), output);
    }

    /** Files of a folder whose names end so, by name. */
    static List<Path> files(Path folder, String suffix) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
        }
    }
}
