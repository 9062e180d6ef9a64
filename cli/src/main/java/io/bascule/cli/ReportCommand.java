package io.bascule.cli;

import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The report of a run. */
@Command(
        name = "report",
        description = "Prints the report of a run, or writes it to a file.",
        footer = {"", "Example:", "  bascule report orders-3 --out orders-3.html"})
final class ReportCommand extends TalkCommand {

    /** The forms that a report is written in. */
    enum Format {
        html,
        md,
        json
    }

    @SuppressWarnings("NullAway.Init")
    @Parameters(paramLabel = "RUN", description = "The run, such as orders-3.")
    private String run;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description = "$${COMPLETION-CANDIDATES}; default by the file's ending, else md.")
    private @Nullable Format format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write it there instead; an existing file is replaced.")
    private @Nullable Path file;

    @Override
    public Integer call() {
        var screen = screen();
        var document = gateway().report(run, format().name());
        if (file == null) {
            var text = document.text();
            screen.text(text.endsWith("\n") ? text : text + System.lineSeparator());
            return ExitCode.DONE;
        }
        try {
            Files.writeString(file, document.text());
        } catch (IOException e) {
            throw new TalkException(Kind.MALFORMED, "Expected to write " + file + ", but: " + e, e);
        }
        screen.line("report of %s: %s, sha256 %s".formatted(run, file, document.sha256()));
        return ExitCode.DONE;
    }

    private Format format() {
        return Optional.ofNullable(format).or(this::byEnding).orElse(Format.md);
    }

    private Optional<Format> byEnding() {
        return file == null
                ? Optional.empty()
                : Arrays.stream(Format.values())
                        .filter(f -> file.toString().endsWith("." + f))
                        .findFirst();
    }
}
