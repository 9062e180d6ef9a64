package io.bascule.backup.wal;

import io.bascule.backup.dump.SourceDatabase;
import io.bascule.contracts.Lsn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * A physical replication connection, by the published streaming replication protocol. The driver's
 * own stream cannot name a timeline, so its messages are read here.
 */
final class ReplicationLink implements AutoCloseable {

    private static final int STATUS_BYTES = 1 + 4 * Long.BYTES + 1;
    private static final int DATA_HEADER = 1 + 3 * Long.BYTES;

    private final Connection connection;
    private final String server;
    private @Nullable CopyDual stream;

    private ReplicationLink(Connection connection, String server) {
        this.connection = connection;
        this.server = server;
    }

    static ReplicationLink open(SourceDatabase source) throws SQLException {
        return new ReplicationLink(
                source.connect(
                        Map.of(
                                "replication", "database",
                                "assumeMinServerVersion", "10",
                                "preferQueryMode", "simple",
                                // A server that stops in the middle of a message is given up.
                                "socketTimeout", "30")),
                source.toString());
    }

    /** What the server is, and where it stands. */
    record Identity(String systemIdentifier, int timeline, Lsn flushed) {}

    Identity identify() throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            if (!row.next()) {
                throw new SQLException("Expected " + server + " to identify itself");
            }
            return new Identity(row.getString(1), row.getInt(2), Lsn.parse(row.getString(3)));
        }
    }

    /** The text of a timeline's history file. */
    String history(int timeline) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
            if (!row.next()) {
                throw new SQLException("Expected the history of timeline " + timeline);
            }
            return row.getString(2);
        }
    }

    /** Begins to stream; nothing else can be asked on this connection any more. */
    void start(String slot, int timeline, Lsn from) throws SQLException {
        stream =
                new CopyManager(connection.unwrap(BaseConnection.class))
                        .copyDual(
                                "START_REPLICATION SLOT \""
                                        + slot
                                        + "\" PHYSICAL "
                                        + from
                                        + " TIMELINE "
                                        + timeline);
    }

    /** What the server sends. */
    sealed interface Message {

        /** A piece of the log. */
        final class Log implements Message {

            private final Lsn start;
            private final byte[] message;

            Log(Lsn start, byte[] message) {
                this.start = start;
                this.message = message;
            }

            /** Of its first byte. */
            Lsn start() {
                return start;
            }

            /** The whole message; the log is what follows {@link #offset()}. */
            byte[] bytes() {
                return message;
            }

            int offset() {
                return DATA_HEADER;
            }

            int length() {
                return message.length - DATA_HEADER;
            }
        }

        /**
         * A sign of life.
         *
         * @param wantsAnswer whether silence would end the connection
         */
        record Alive(boolean wantsAnswer) implements Message {}
    }

    /**
     * The next message; null if none is here yet. It never waits for the first byte of one: while
     * it did, the driver could not send anything.
     *
     * @throws IOException if the server ended the stream
     */
    @Nullable Message read() throws SQLException, IOException {
        var open = stream();
        byte[] bytes = open.readFromCopy(false);
        if (bytes == null) {
            if (!open.isActive()) {
                throw new IOException("Expected " + server + " to go on, but it ended the stream");
            }
            return null;
        }
        var message = ByteBuffer.wrap(bytes);
        return switch (message.get()) {
            case 'w' -> new Message.Log(new Lsn(message.getLong()), bytes);
            case 'k' -> {
                message.position(1 + 2 * Long.BYTES);
                yield new Message.Alive(message.get() != 0);
            }
            default ->
                    throw new IOException(
                            "Expected log or a sign of life of "
                                    + server
                                    + ", but found type "
                                    + bytes[0]);
        };
    }

    /**
     * Tells the server what it need not keep for the slot any more.
     *
     * @param stored up to where the log is safely stored
     * @param received up to where it arrived
     * @param answer whether a sign of life is wanted at once
     */
    void confirm(Lsn stored, Lsn received, boolean answer) throws SQLException {
        var status =
                ByteBuffer.allocate(STATUS_BYTES)
                        .put((byte) 'r')
                        .putLong(received.value())
                        .putLong(stored.value())
                        .putLong(0)
                        .putLong(0)
                        .put((byte) (answer ? 1 : 0))
                        .array();
        var open = stream();
        open.writeToCopy(status, 0, status.length);
        open.flushCopy();
    }

    private CopyDual stream() throws SQLException {
        var open = stream;
        if (open == null) {
            throw new SQLException("Expected a stream that has begun");
        }
        return open;
    }

    @Override
    public void close() throws SQLException {
        if (stream == null) {
            connection.close();
        } else {
            // In the middle of a stream there is no polite end that a dead server would not delay.
            connection.abort(Runnable::run);
        }
    }
}
