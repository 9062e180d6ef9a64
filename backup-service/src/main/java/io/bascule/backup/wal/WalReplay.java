package io.bascule.backup.wal;

import io.bascule.contracts.EventJson;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The log that leads on from a copy of a server: found in the archive, put as plain files into the
 * copy's own folder, and named in its configuration. The server that is started there needs nothing
 * else: it copies them from beside itself.
 */
public final class WalReplay {

    /** Below the data directory. */
    public static final String FOLDER = "bascule_wal";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);

    private final WalArchive archive;
    private final WalArchive.Contents contents;
    private final Coverage coverage;
    private final Coverage.Way way;
    private final String systemIdentifier;
    private final List<WalPiece> pieces;

    private WalReplay(
            WalArchive archive,
            WalArchive.Contents contents,
            Coverage coverage,
            Coverage.Way way,
            String systemIdentifier,
            List<WalPiece> pieces) {
        this.archive = archive;
        this.contents = contents;
        this.coverage = coverage;
        this.way = way;
        this.systemIdentifier = systemIdentifier;
        this.pieces = pieces;
    }

    /**
     * What is known of an archive beside its objects: a server that is idle writes none.
     *
     * @param upTo every commit up to this instant is before {@code position}
     */
    public record Known(Position position, Instant upTo) {}

    /**
     * What leads to an instant.
     *
     * @param start where the copy of the server begins
     * @param until every commit up to this instant is wanted; null for all that there is
     * @param copiedAt when the copy was complete: for what is said if the instant is not covered
     * @param known beside the objects; null if nothing is
     * @throws IOException if that instant is not covered; it says which ones are
     */
    public static WalReplay find(
            WalArchive archive,
            Position start,
            @Nullable Instant until,
            Instant copiedAt,
            @Nullable Known known)
            throws IOException {
        var contents = archive.contents();
        var coverage =
                archive.coverage(contents, start.systemIdentifier())
                        .orElseThrow(() ->
                                new IOException(
                                        "Expected the log of system "
                                                + start.systemIdentifier()
                                                + " in "
                                                + archive.store().uriOf(archive.folder())
                                                + ", but the archive has none"));
        var ways = coverage.from(start);
        if (ways.isEmpty()) {
            throw new IOException(
                    "Expected the log from "
                            + start.lsn()
                            + " of timeline "
                            + start.timeline()
                            + " on, but the archive does not have it");
        }
        if (until == null) {
            var way = ways.getFirst();
            return new WalReplay(
                    archive, contents, coverage, way, start.systemIdentifier(), way.pieces());
        }
        for (var way : ways) {
            Instant upTo = upTo(way, start, known);
            if (upTo != null && !upTo.isBefore(until)) {
                return new WalReplay(
                        archive,
                        contents,
                        coverage,
                        way,
                        start.systemIdentifier(),
                        needed(way, until));
            }
        }
        Instant end = upTo(ways.getFirst(), start, known);
        throw new IOException(
                "Expected an instant that the archived log covers, but found "
                        + until
                        + "; covered is "
                        + (end == null || end.isBefore(copiedAt)
                                ? "nothing yet after the copy of " + copiedAt
                                : "from " + copiedAt + " to " + end)
                        + (ways.getFirst().hasGap()
                                ? ", where a gap follows; a newer copy leads beyond it"
                                : ""));
    }

    private static @Nullable Instant upTo(Coverage.Way way, Position start, @Nullable Known known) {
        Instant stored = way.upTo();
        if (known == null
                || !known.position().systemIdentifier().equals(start.systemIdentifier())
                || known.position().timeline() != way.timeline()
                || known.position().lsn().isAfter(way.end())) {
            return stored;
        }
        return stored == null || known.upTo().isAfter(stored) ? known.upTo() : stored;
    }

    /** Up to the first piece that has every commit of the instant. */
    private static List<WalPiece> needed(Coverage.Way way, Instant until) {
        var needed = new ArrayList<WalPiece>();
        for (WalPiece piece : way.pieces()) {
            needed.add(piece);
            if (piece.upTo() != null && !piece.upTo().isBefore(until)) {
                break;
            }
        }
        return needed;
    }

    /** Bytes of plain log. */
    public long bytes() {
        return pieces.stream().mapToLong(WalPiece::bytes).sum();
    }

    /** Whether something that is stored lies beyond a hole. */
    public boolean hasGap() {
        return way.hasGap();
    }

    /** Where it ends. */
    public Position end() {
        var last = pieces.getLast();
        return new Position(systemIdentifier, last.timeline(), last.to());
    }

    /** Every commit up to this instant is in it; null if that is not known. */
    public @Nullable Instant upTo() {
        return way.upTo();
    }

    /**
     * Reads all of it, decrypts it, and keeps nothing.
     *
     * @return the bytes of plain log
     */
    public long readThrough() throws IOException {
        long bytes = 0;
        for (WalPiece piece : pieces) {
            bytes += archive.read(piece, contents, OutputStream.nullOutputStream());
        }
        return bytes;
    }

    /**
     * Puts the log into a copy of the server.
     *
     * @param dataDir of the copy
     * @throws IOException also if the log ends before the copy is consistent
     */
    public void into(Path dataDir, PostgresTools tools) throws IOException {
        expectConsistent(dataDir);
        Path folder = Files.createDirectory(dataDir.resolve(FOLDER));
        long segmentBytes = coverage.segments().bytes();
        for (WalPiece piece : pieces) {
            Path file = folder.resolve(coverage.segments().name(piece.timeline(), piece.from()));
            try (var channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.size() < segmentBytes) {
                    // What has not been written yet is zero, as the server has it.
                    channel.write(ByteBuffer.allocate(1), segmentBytes - 1);
                }
                channel.position(coverage.segments().offset(piece.from()));
                var _ = archive.read(piece, contents, Channels.newOutputStream(channel));
            }
        }
        for (String key : contents.histories()) {
            int timeline = WalArchive.timelineOfHistory(key);
            if (timeline <= end().timeline()) {
                Files.writeString(
                        folder.resolve(TimelineHistory.fileName(timeline)),
                        archive.history(key, contents));
            }
        }
        tools.own(folder);
    }

    private void expectConsistent(Path dataDir) throws IOException {
        Lsn needed = consistentAt(dataDir);
        if (needed.isAfter(end().lsn())) {
            throw new IOException(
                    "Expected the log up to "
                            + needed
                            + ", where the copy is consistent, but what leads to the instant ends at "
                            + end().lsn()
                            + "; name a later instant, or compare the clocks of the database and of this service");
        }
    }

    /** The last commits of what was put there. */
    public Commits commits(Path dataDir, PostgresTools tools, Duration deadline) {
        int timeline = end().timeline();
        Lsn from = firstOf(timeline).from();
        Lsn after = consistentAt(dataDir);
        return Commits.in(tools, dataDir.resolve(FOLDER), timeline, from, after, deadline);
    }

    /** Where the copy is consistent, as the server's own manifest of it says; or zero. */
    private static Lsn consistentAt(Path dataDir) {
        Path manifest = dataDir.resolve("backup_manifest");
        Lsn at = Lsn.ZERO;
        if (!Files.exists(manifest)) {
            return at;
        }
        for (var range : EventJson.mapper().readTree(manifest.toFile()).path("WAL-Ranges")) {
            Lsn end = Lsn.parse(range.path("End-LSN").asString());
            at = end.isAfter(at) ? end : at;
        }
        return at;
    }

    private WalPiece firstOf(int timeline) {
        return pieces.stream()
                .filter(piece -> piece.timeline() == timeline)
                .findFirst()
                .orElseThrow();
    }

    /**
     * How the copy must be configured.
     *
     * @param until to stop after what was committed then; null to replay everything
     */
    public Map<String, String> settings(@Nullable Instant until) {
        var settings = new TreeMap<String, String>();
        settings.put("restore_command", "cp \"" + FOLDER + "/%f\" \"%p\"");
        settings.put("recovery_target_timeline", String.valueOf(end().timeline()));
        settings.put("recovery_target_action", "promote");
        if (until != null) {
            settings.put("recovery_target_time", TIME.format(until));
        }
        return settings;
    }

    /**
     * Configures the copy, which is down: the next start replays the log up to an instant, and then
     * the server goes on as a primary of its own.
     *
     * @return whether the server will look for the instant; false if nothing was committed after
     *     it, so that all of the log is wanted
     */
    public boolean configure(Path dataDir, Instant until, PostgresTools tools, Duration deadline) {
        boolean target = isPassed(dataDir, until, tools, deadline);
        var cluster = Cluster.at(tools, dataDir);
        cluster.setStandby(false);
        cluster.set(settings(target ? until : null));
        signal(dataDir, tools);
        return target;
    }

    /** Makes the next start a recovery from the archive. */
    public static void signal(Path dataDir, PostgresTools tools) {
        Cluster.at(tools, dataDir).file("recovery.signal").replace(List.of());
    }

    /** A server that looks for an instant refuses to start if the log ends before it. */
    private boolean isPassed(Path dataDir, Instant until, PostgresTools tools, Duration deadline) {
        int timeline = end().timeline();
        Lsn from = firstOf(timeline).from();
        for (WalPiece piece : pieces) {
            if (piece.timeline() == timeline
                    && piece.upTo() != null
                    && piece.upTo().isBefore(until.minus(1, ChronoUnit.MINUTES))) {
                from = piece.from();
            }
        }
        try {
            var last =
                    Commits.in(
                                    tools,
                                    dataDir.resolve(FOLDER),
                                    timeline,
                                    coverage.segments().start(from),
                                    Lsn.ZERO,
                                    deadline)
                            .last();
            return last != null && last.at().isAfter(until);
        } catch (PostgresException _) {
            // Without the tool the server itself has to say it; RESTORE.md tells what to do then.
            return true;
        }
    }
}
