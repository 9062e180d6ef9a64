package io.bascule.sandbox.demo;

import io.bascule.sandbox.demo.Narrator.Tone;
import io.bascule.sandbox.demo.Outcome.Round;
import io.bascule.sandbox.world.Http;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fetches the report of every run, and keeps it where the world's end does not reach. */
final class Reports {

    private static final List<String> FORMATS = List.of("html", "json", "md");

    private static final int ATTEMPTS = 6;

    private final World world;
    private final Narrator narrator;
    private final Http http = new Http();

    Reports(World world, Narrator narrator) {
        this.world = world;
        this.narrator = narrator;
    }

    Path save(@Nullable Path folder, List<Round> rounds) {
        var target =
                (folder == null ? Path.of("bascule-report-" + now()) : folder).toAbsolutePath();
        try {
            Files.createDirectories(target);
            for (var round : rounds) {
                var runs = Stream.of(round.failoverRun(), round.failbackRun());
                for (var run : (Iterable<String>) runs::iterator) {
                    if (run != null) {
                        for (var format : FORMATS) {
                            save(target, run, format);
                        }
                    }
                }
            }
            return target;
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to keep the reports in " + target + ", but: " + e, e);
        }
    }

    private void save(Path target, String run, String format) throws IOException {
        var file = target.resolve(run + "." + format);
        Files.writeString(file, read(run, format));
        narrator.says(Tone.FACT, "reporting", "report of " + run + ": " + file);
    }

    /** The newest report of a run, as text. */
    String read(String run, String format) {
        var uri =
                world.service("reporting")
                        .uri()
                        .resolve("/api/runs/" + run + "/report?format=" + format);
        var answer = ask(uri);
        if (answer.status() != 200) {
            throw new SandboxException(
                    Cause.AWAITED,
                    "Expected the report of "
                            + run
                            + " as "
                            + format
                            + ", but the answer was HTTP "
                            + answer.status());
        }
        return answer.body();
    }

    /** The first page of a service that has just started can take longer than one question may. */
    private Http.Answer ask(URI uri) {
        var last = new IOException("never asked");
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                return http.get(uri);
            } catch (IOException e) {
                last = e;
            }
        }
        throw new SandboxException(
                Cause.AWAITED,
                "Expected " + uri + " to answer in " + ATTEMPTS + " attempts, but: " + last,
                last);
    }

    private static String now() {
        return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
                .format(LocalDateTime.now(ZoneId.systemDefault()));
    }
}
