package io.bascule.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy that misbehaves as it is told, once so many bytes went to the server. */
public final class FaultProxy implements AutoCloseable {

    /** What it does. */
    public enum Mode {
        PASS,
        /** Takes bytes and hands none on; connections stay open. */
        STALL,
        /** Ends connections with a reset. */
        RESET
    }

    private final ServerSocket server;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;
    private volatile long after = Long.MAX_VALUE;
    private volatile int most = Integer.MAX_VALUE;
    private volatile boolean towards = true;

    /** Before a server of this machine. */
    public FaultProxy(URI target) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        port = target.getPort();
        Thread.ofVirtual().start(this::accept);
    }

    /**
     * From now on.
     *
     * @param bytes to the server before it begins
     * @param times how often; it passes everything afterwards
     */
    public void set(Mode wanted, long bytes, int times) {
        set(wanted, bytes, times, true);
    }

    /** The same, counting and spoiling what the server sends. */
    public void setAnswers(Mode wanted, long bytes, int times) {
        set(wanted, bytes, times, false);
    }

    private void set(Mode wanted, long bytes, int times, boolean towardsServer) {
        towards = towardsServer;
        sent.set(0);
        faults.set(0);
        after = bytes;
        most = times;
        mode = wanted;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Waits until it misbehaved for the first time, at most 5 minutes. */
    public void awaitFault() throws InterruptedException {
        if (!reached.await(5, TimeUnit.MINUTES)) {
            throw new AssertionError("Expected so many bytes on their way, but there were fewer");
        }
    }

    public int faults() {
        return faults.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(client);
                open.add(behind);
                Thread.ofVirtual().start(() -> pump(client, behind, true));
                Thread.ofVirtual().start(() -> pump(behind, client, false));
            } catch (IOException _) {
                // Closed, or the server behind is gone: then the client sees it, too.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean towardsServer) {
        var buffer = new byte[1 << 14];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (towardsServer == towards && sent.addAndGet(n) > after && misbehaves()) {
                    switch (mode) {
                        case RESET -> {
                            from.setSoLinger(true, 0);
                            return;
                        }
                        case STALL -> {
                            closed.await();
                            return;
                        }
                        case PASS -> {
                            // Set back in between.
                        }
                    }
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException _) {
            // One end is gone; the other is closed with it.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean misbehaves() {
        if (mode == Mode.PASS || faults.incrementAndGet() > most) {
            return false;
        }
        reached.countDown();
        return true;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
