package io.bascule.replication.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A TCP relay that can swallow everything, hang up, refuse, and be led elsewhere. */
public final class Relay implements AutoCloseable {

    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flows = lock.newCondition();
    private boolean stalled;
    private volatile boolean refusing;
    private volatile int target;

    public Relay(int target) {
        this.target = target;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Further connections go there. */
    public void leadTo(int port) {
        target = port;
    }

    /** Nothing passes any more, and nobody is told. */
    public void stall() {
        lock.lock();
        try {
            stalled = true;
        } finally {
            lock.unlock();
        }
    }

    /** What was held back passes now. */
    public void flow() {
        lock.lock();
        try {
            stalled = false;
            flows.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all connections; further ones are ended at once while refusing. */
    public void hangUp(boolean refuse) {
        refusing = refuse;
        sockets.forEach(Relay::close);
        sockets.clear();
    }

    /** Takes connections again. */
    public void answer() {
        refusing = false;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                if (refusing) {
                    close(client);
                    continue;
                }
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) {
        var server = new Socket();
        sockets.add(client);
        sockets.add(server);
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2_000);
            Thread.ofVirtual().start(() -> pump(client, server));
            pump(server, client);
        } catch (IOException e) {
            close(client);
            close(server);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try {
            while (true) {
                int n = from.getInputStream().read(buffer);
                if (n < 0) {
                    break;
                }
                waitUntilFlowing();
                to.getOutputStream().write(buffer, 0, n);
            }
        } catch (IOException | InterruptedException e) {
            // Either side has gone; so does the other.
        } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void waitUntilFlowing() throws InterruptedException {
        lock.lock();
        try {
            while (stalled) {
                flows.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        flow();
        hangUp(true);
    }
}
