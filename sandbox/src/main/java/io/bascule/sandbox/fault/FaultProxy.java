package io.bascule.sandbox.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on 127.0.0.1 that fails on demand. It stands between a standby and its primary, so
 * that a stream can be cut without touching either of them.
 *
 * <p>Each direction of a connection is carried in order by threads of its own; at most 256 chunks
 * of 16 KiB of it are under way. At most 512 connections are carried or kept waiting; one more is
 * closed at once.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int CONNECT_MILLIS = 2_000;
    private static final int MOST_CONNECTIONS = 512;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Weather weather = new Weather();

    private FaultProxy(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
    }

    /**
     * Listens on a port and carries to another.
     *
     * @param port 0 for any free one
     * @throws IOException if the port is taken
     */
    public static FaultProxy open(int port, int targetPort) throws IOException {
        var listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        var target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        var proxy = new FaultProxy(listener, target);
        Thread.ofVirtual().name("fault-proxy-" + listener.getLocalPort()).start(proxy::accept);
        return proxy;
    }

    /** The port it listens on. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Connections that it carries now. */
    public int connections() {
        return links.size();
    }

    /** Resets all connections and every new one, until {@link #heal}. */
    public void cut() {
        weather.cut();
        reset();
    }

    /** Carries nothing and closes nothing, as a black hole does, until {@link #heal}. */
    public void stall() {
        weather.stall();
    }

    /** Carries everything this much later, each way. */
    public void delay(Duration delay) {
        weather.delay(delay);
    }

    /** Resets all connections; new ones are carried. */
    public void reset() {
        links.forEach(Link::reset);
    }

    /** Ends every fault. Connections that were reset stay so. */
    public void heal() {
        weather.clear();
    }

    @Override
    public void close() {
        weather.cut();
        try {
            listener.close();
        } catch (IOException _) {
            // It listens no more, which is what was asked for.
        }
        reset();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                if (links.size() >= MOST_CONNECTIONS) {
                    client.close();
                    continue;
                }
                Thread.ofVirtual().start(() -> carry(client));
            } catch (IOException _) {
                // The listener was closed, or one client went before it was accepted.
            }
        }
    }

    private void carry(Socket client) {
        var link = new Link(client, new Socket(), weather);
        links.add(link);
        try {
            // Whoever comes while nothing is carried is not let near the target before it is.
            weather.awaitPassage(System.nanoTime());
            if (weather.isCut()) {
                return;
            }
            link.server().connect(target, CONNECT_MILLIS);
            if (!weather.isCut()) {
                link.carry();
            }
        } catch (IOException _) {
            // The target refuses: the client hears it as a reset.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            link.reset();
            links.remove(link);
        }
    }
}
