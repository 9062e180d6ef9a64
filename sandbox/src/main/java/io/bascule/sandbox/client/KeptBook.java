package io.bascule.sandbox.client;

import io.bascule.sandbox.client.Ledger.Fate;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client's book of orders that outlives it: a file of 4 MiB with one byte for each of the newest
 * 4,194,304 orders; what is older is forgotten. A number is never given twice: blocks of 1,024 are
 * taken on disk before the first number of them is used. Safe for use by several threads.
 */
public final class KeptBook implements OrdersClient.Book, AutoCloseable {

    /** So many orders are remembered. */
    public static final int CAPACITY = 1 << 22;

    private static final int HEADER = 64;
    private static final int TAKEN_AT = 8;
    private static final int ACKNOWLEDGED_AT = 16;
    private static final int REFUSED_AT = 24;
    private static final int IN_DOUBT_AT = 32;
    private static final long MARK = 0x42_41_53_43_55_4c_45_31L;
    private static final int BLOCK = 1024;
    private static final int SECONDS = 16;

    private final MappedByteBuffer file;
    private final long[] perSecond = new long[SECONDS];
    private final long[] secondOf = new long[SECONDS];
    private long next;
    private long taken;
    private @Nullable Instant lastAcknowledged;

    private KeptBook(MappedByteBuffer file) {
        this.file = file;
        this.taken = file.getLong(TAKEN_AT);
        this.next = taken + 1;
    }

    /**
     * Opens the book in that file, or begins one.
     *
     * @throws IOException if it cannot be written, or is another file
     */
    public static KeptBook open(Path path) throws IOException {
        boolean fresh = !Files.exists(path) || Files.size(path) == 0;
        try (var channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            var file = channel.map(FileChannel.MapMode.READ_WRITE, 0, HEADER + CAPACITY);
            if (fresh) {
                file.putLong(0, MARK);
                file.force();
            }
            if (file.getLong(0) != MARK) {
                throw new IOException(
                        "Expected a book of orders, but found something else: " + path);
            }
            return new KeptBook(file);
        }
    }

    /** How it stands, over all runs of the client. */
    public record Standing(
            long acknowledged,
            long refused,
            long inDoubt,
            double acknowledgedPerSecond,
            @Nullable Instant lastAcknowledged) {}

    /**
     * The remembered orders held against a database.
     *
     * @param remembered orders whose fate is remembered
     * @param acknowledgedMissing acknowledged ones that the database lacks
     * @param inDoubtMissing those in doubt that it lacks
     * @param refusedPresent refused ones that are there all the same
     */
    public record Comparison(
            long remembered, long acknowledgedMissing, long inDoubtMissing, long refusedPresent) {}

    @Override
    public synchronized long take(int number) {
        long first = next;
        next += number;
        while (next - 1 > taken) {
            takeBlock();
        }
        return first;
    }

    @Override
    public synchronized void refuses() {
        count(REFUSED_AT, 1);
    }

    @Override
    public synchronized void sends(Written transaction) {
        transaction.ids().forEach(id -> file.put(slot(id), mark(Fate.IN_DOUBT)));
        count(IN_DOUBT_AT, 1);
    }

    @Override
    public synchronized void answered(Written transaction, Fate fate, long atNanos) {
        transaction.ids().forEach(id -> file.put(slot(id), mark(fate)));
        switch (fate) {
            case ACKNOWLEDGED -> {
                count(IN_DOUBT_AT, -1);
                count(ACKNOWLEDGED_AT, 1);
                lastAcknowledged = Instant.now();
                long second = atNanos / 1_000_000_000L;
                int at = Math.floorMod(second, SECONDS);
                if (secondOf[at] != second) {
                    secondOf[at] = second;
                    perSecond[at] = 0;
                }
                perSecond[at]++;
                notifyAll();
            }
            case REFUSED -> {
                count(IN_DOUBT_AT, -1);
                count(REFUSED_AT, 1);
            }
            case IN_DOUBT -> {
                // It was so before, and stays so.
            }
        }
    }

    /** How it stands now; the rate is that of the last ten whole seconds. */
    public synchronized Standing standing() {
        long now = System.nanoTime() / 1_000_000_000L;
        long sum = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (secondOf[i] < now && secondOf[i] >= now - 10) {
                sum += perSecond[i];
            }
        }
        return new Standing(
                file.getLong(ACKNOWLEDGED_AT),
                file.getLong(REFUSED_AT),
                file.getLong(IN_DOUBT_AT),
                sum / 10.0,
                lastAcknowledged);
    }

    /**
     * Waits until an order has been acknowledged since the book was opened.
     *
     * @return whether one was, before the deadline
     */
    public synchronized boolean awaitAcknowledged(java.time.Duration deadline)
            throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (lastAcknowledged == null) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** Reads the database, then holds what was known before against it. */
    public Comparison compare(String url, String user, String password) throws SQLException {
        byte[] known = new byte[CAPACITY];
        long first;
        long last;
        synchronized (this) {
            last = taken;
            first = Math.max(1, taken - CAPACITY + 1);
            for (long id = first; id <= last; id++) {
                known[(int) (id - first)] = file.get(slot(id));
            }
        }
        var present = present(url, user, password, first, last);
        long[] counts = new long[4];
        for (int i = 0; i <= last - first; i++) {
            var fate = fate(known[i]);
            if (fate.isEmpty()) {
                continue;
            }
            counts[0]++;
            boolean there = present.get(i);
            switch (fate.get()) {
                case ACKNOWLEDGED -> counts[1] += there ? 0 : 1;
                case IN_DOUBT -> counts[2] += there ? 0 : 1;
                case REFUSED -> counts[3] += there ? 1 : 0;
            }
        }
        return new Comparison(counts[0], counts[1], counts[2], counts[3]);
    }

    /** Writes what is still in memory; it must not be used afterwards. */
    @Override
    public synchronized void close() {
        file.force();
    }

    private static BitSet present(String url, String user, String password, long first, long last)
            throws SQLException {
        try (var connection = DriverManager.getConnection(url, user, password)) {
            // Rows are fetched bit by bit: there may be millions.
            connection.setAutoCommit(false);
            try (var statement =
                    connection.prepareStatement("select id from orders where id between ? and ?")) {
                statement.setFetchSize(10_000);
                statement.setLong(1, first);
                statement.setLong(2, last);
                var present = new BitSet();
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        present.set((int) (rows.getLong(1) - first));
                    }
                }
                return present;
            }
        }
    }

    private void takeBlock() {
        taken += BLOCK;
        for (long id = taken - BLOCK + 1; id <= taken; id++) {
            file.put(slot(id), (byte) 0);
        }
        file.putLong(TAKEN_AT, taken);
        file.force();
    }

    private void count(int at, int more) {
        file.putLong(at, file.getLong(at) + more);
    }

    private static int slot(long id) {
        return HEADER + Math.floorMod(id, CAPACITY);
    }

    private static byte mark(Fate fate) {
        return switch (fate) {
            case ACKNOWLEDGED -> 1;
            case REFUSED -> 2;
            case IN_DOUBT -> 3;
        };
    }

    private static Optional<Fate> fate(byte mark) {
        return switch (mark) {
            case 1 -> Optional.of(Fate.ACKNOWLEDGED);
            case 2 -> Optional.of(Fate.REFUSED);
            case 3 -> Optional.of(Fate.IN_DOUBT);
            default -> Optional.empty();
        };
    }
}
