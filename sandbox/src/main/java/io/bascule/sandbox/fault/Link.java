package io.bascule.sandbox.fault;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** One connection through the proxy: a client's socket, the target's, and what is between them. */
final class Link {

    private static final int CHUNK = 16 * 1024;
    private static final int CHUNKS_UNDER_WAY = 256;

    private static final class Chunk {
        private final byte[] bytes;
        private final long arrivedNanos;

        Chunk(byte[] bytes, long arrivedNanos) {
            this.bytes = bytes;
            this.arrivedNanos = arrivedNanos;
        }
    }

    private static final Chunk END = new Chunk(new byte[0], 0);

    private final Socket client;
    private final Socket server;
    private final Weather weather;

    Link(Socket client, Socket server, Weather weather) {
        this.client = client;
        this.server = server;
        this.weather = weather;
    }

    Socket server() {
        return server;
    }

    /** Carries both directions until both have ended or one has broken. */
    void carry() throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        var threads =
                new Thread[] {
                    carry(client, server), carry(server, client),
                };
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Ends both sockets at once, unsent data dropped. */
    void reset() {
        for (var socket : new Socket[] {client, server}) {
            try {
                if (!socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                }
            } catch (IOException _) {
                // It is closed below all the same.
            }
            try {
                socket.close();
            } catch (IOException _) {
                // Closed is closed.
            }
        }
    }

    private Thread carry(Socket from, Socket to) {
        var underWay = new ArrayBlockingQueue<Chunk>(CHUNKS_UNDER_WAY);
        var writer = Thread.ofVirtual().start(() -> write(underWay, to));
        var _ = Thread.ofVirtual().start(() -> read(from, underWay, writer));
        return writer;
    }

    private void read(Socket from, BlockingQueue<Chunk> underWay, Thread writer) {
        var buffer = new byte[CHUNK];
        try {
            int count = from.getInputStream().read(buffer);
            while (count >= 0) {
                put(underWay, new Chunk(Arrays.copyOf(buffer, count), System.nanoTime()));
                count = from.getInputStream().read(buffer);
            }
            put(underWay, END);
        } catch (IOException _) {
            reset();
            writer.interrupt();
        } catch (InterruptedException _) {
            reset();
        }
    }

    private void put(BlockingQueue<Chunk> underWay, Chunk chunk)
            throws IOException, InterruptedException {
        while (!underWay.offer(chunk, 1, TimeUnit.SECONDS)) {
            if (client.isClosed()) {
                throw new IOException("the connection was reset");
            }
        }
    }

    private void write(BlockingQueue<Chunk> underWay, Socket to) {
        try {
            for (var chunk = underWay.take(); chunk != END; chunk = underWay.take()) {
                weather.awaitPassage(chunk.arrivedNanos);
                to.getOutputStream().write(chunk.bytes);
            }
            to.shutdownOutput();
        } catch (IOException | InterruptedException _) {
            reset();
        }
    }
}
