package io.bascule.failover.executor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP relay that can be cut: open connections are closed and new ones are closed at once. */
public final class Relay implements AutoCloseable {

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    public Relay(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    public void cut() {
        cut = true;
        open.forEach(Relay::closeQuietly);
    }

    public void mend() {
        cut = false;
    }

    @Override
    public void close() throws IOException {
        cut();
        door.close();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                if (cut) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException _) {
                // The door was closed, or the target is down: the client sees a closed connection.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var server = new Socket();
        open.add(client);
        open.add(server);
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1000);
        } catch (IOException e) {
            closeQuietly(client);
            throw e;
        }
        Thread.startVirtualThread(() -> pump(client, server));
        Thread.startVirtualThread(() -> pump(server, client));
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // Either side has gone.
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is closed.
        }
    }
}
