package io.bascule.backbone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fault points that are armed by files of a folder. Before the process dies at one, its file is
 * renamed to {@code <point>.fired}, on disk, and then says when: so the process that comes back
 * passes that point.
 */
final class ArmedFaultPoints implements FaultPoints {

    /** What the shell says of a process that was killed by signal 9. */
    static final int KILLED = 137;

    private static final Logger LOG = LoggerFactory.getLogger(ArmedFaultPoints.class);

    private static final String FIRED = ".fired";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9:_-]{1,100}");

    /** How the process ends; by a test's word, it does not. */
    interface Death {
        void now(int exitCode);
    }

    private final Path folder;
    private final Clock clock;
    private final Death death;

    ArmedFaultPoints(Path folder, Clock clock, Death death) {
        this.folder = folder;
        this.clock = clock;
        this.death = death;
        LOG.atWarn()
                .addKeyValue("folder", folder)
                .log(
                        "FAULT POINTS ARE ENABLED: this process dies at every point that is armed by a file in this folder. Armed now: {}. Never set bascule.fault-points-dir in production",
                        armed());
    }

    /** The points that are armed now. */
    List<String> armed() {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.of()) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to list " + folder, e);
        }
    }

    @Override
    public void reach(String point) {
        if (!NAME.matcher(point).matches()) {
            throw new IllegalArgumentException(
                    "Expected letters, digits, ':', '_' and '-', but found '" + point + "'");
        }
        var file = folder.resolve(point);
        if (Files.exists(file)) {
            die(point, file);
        }
    }

    private synchronized void die(String point, Path file) {
        try {
            note(file);
        } catch (IOException e) {
            // Without a note it would die here for ever.
            LOG.atError().log("Did not die at the fault point {}: {}", point, e.toString());
            return;
        }
        LOG.atWarn().log("Dying at the fault point {}", point);
        death.now(KILLED);
    }

    private void note(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var text = clock.instant().toString().getBytes(StandardCharsets.UTF_8);
            channel.write(ByteBuffer.wrap(text));
            channel.force(true);
        }
        Files.move(
                file,
                file.resolveSibling(file.getFileName() + FIRED),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
