package io.bascule.failover.executor.postgres;

import io.bascule.contracts.EventJson;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.failover.executor.JsonFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder in which one run's tail is kept: {@code pg_wal/} as it was found, {@code lost.jsonl}
 * with one transaction a line, and {@code tail.json}, which is written last.
 */
final class TailEvidence {

    private final Path folder;
    private final JsonFile<Origin> origin;
    private final JsonFile<Manifest> manifest;

    TailEvidence(Path folder) {
        this.folder = folder;
        this.origin = new JsonFile<>(folder.resolve("origin.json"), Origin.class);
        this.manifest = new JsonFile<>(folder.resolve("tail.json"), Manifest.class);
    }

    /** Where the copied log comes from; written once the copy is whole. */
    record Origin(String systemIdentifier, int timeline, Lsn fork) {}

    /** What the step reports. */
    record Manifest(Origin origin, Map<String, String> evidence) {}

    Path wal() {
        return folder.resolve("pg_wal");
    }

    Optional<Origin> origin() {
        return origin.read();
    }

    void walIsCopied(Origin from) {
        origin.write(from);
    }

    Optional<Manifest> manifest() {
        return manifest.read();
    }

    void complete(Manifest all) {
        manifest.write(all);
    }

    String uri() {
        return folder.toUri().toString();
    }

    /**
     * Writes the list; on disk when this returns.
     *
     * @return its SHA-256, hexadecimal
     */
    String write(List<LostTransaction> lost) {
        var text = new StringBuilder();
        for (var each : lost) {
            text.append(EventJson.mapper().writeValueAsString(each)).append('\n');
        }
        var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        try {
            Files.write(file(), bytes);
            try (var channel = FileChannel.open(file(), StandardOpenOption.READ)) {
                channel.force(true);
            }
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to write " + file(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The list as it was written. */
    List<LostTransaction> read() {
        try {
            return Files.readAllLines(file()).stream()
                    .map(line -> EventJson.mapper().readValue(line, LostTransaction.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read " + file(), e);
        }
    }

    /** The list in events; one empty part if there is nothing to list. */
    static List<LostTransactionsListed> parts(
            String application,
            String runId,
            long epoch,
            Origin origin,
            List<LostTransaction> lost) {
        int parts = Math.max(1, Math.ceilDiv(lost.size(), StepEvent.MAX_TRANSACTIONS));
        var all = new ArrayList<LostTransactionsListed>();
        for (int part = 1; part <= parts; part++) {
            int from = (part - 1) * StepEvent.MAX_TRANSACTIONS;
            int to = Math.min(lost.size(), part * StepEvent.MAX_TRANSACTIONS);
            all.add(
                    new LostTransactionsListed(
                            application,
                            runId,
                            epoch,
                            origin.systemIdentifier(),
                            origin.timeline(),
                            origin.fork(),
                            part,
                            parts,
                            lost.subList(from, to)));
        }
        return all;
    }

    private Path file() {
        return folder.resolve("lost.jsonl");
    }
}
