package io.bascule.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server says of itself in {@code postmaster.pid}. The file outlives a killed server, so it
 * alone proves nothing.
 *
 * @param pid the postmaster
 * @param port its port
 * @param segment key and id of its System V shared memory, to which every process of it is attached
 *     (the key comes from the data directory's inode, so that an id used again by another server
 *     after a reboot is not mistaken for it); empty if it does not say
 * @param ready whether it accepts connections, read-only ones of a standby included
 */
public record PostmasterPid(long pid, int port, String segment, boolean ready) {

    static final String FILE = "postmaster.pid";

    /** Reads it; empty if there is none, or if it is being written just now. */
    public static Optional<PostmasterPid> of(Path dataDir) {
        try {
            return parse(Files.readAllLines(dataDir.resolve(FILE)));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new PostgresException("Expected to read " + dataDir.resolve(FILE), e);
        }
    }

    static Optional<PostmasterPid> parse(List<String> lines) {
        // 1 pid, 2 data directory, 3 start time, 4 port, 5 socket, 6 address, 7 segment, 8 status
        try {
            if (lines.size() < 4) {
                return Optional.empty();
            }
            return Optional.of(
                    new PostmasterPid(
                            Long.parseLong(lines.get(0).strip()),
                            Integer.parseInt(lines.get(3).strip()),
                            lines.size() > 6 ? lines.get(6).strip().replaceAll(" +", " ") : "",
                            lines.size() > 7 && lines.get(7).strip().equals("ready")));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
