package io.bascule.sandbox.standing;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/**
 * The sandbox's control socket, mode 0600: whoever may open it is the one who started the sandbox.
 * One order a line, one answer a line, in order. At most 16 connections at a time; one more waits.
 */
final class ControlServer implements AutoCloseable {

    private static final int LONGEST = 4_096;
    private static final int CONNECTIONS = 16;

    private final ServerSocketChannel listener;
    private final Path socket;
    private final Function<Order, Answer> orders;
    private final Consumer<Order> answered;
    private final Semaphore free = new Semaphore(CONNECTIONS);

    private ControlServer(
            ServerSocketChannel listener,
            Path socket,
            Function<Order, Answer> orders,
            Consumer<Order> answered) {
        this.listener = listener;
        this.socket = socket;
        this.orders = orders;
        this.answered = answered;
    }

    /**
     * Listens.
     *
     * @param socket its folder is the owner's alone
     * @param orders carries an order out
     * @param answered is told of each order once its answer is written, or nobody takes it
     */
    static ControlServer open(
            Path socket, Function<Order, Answer> orders, Consumer<Order> answered) {
        try {
            Files.deleteIfExists(socket);
            var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            var server = new ControlServer(listener, socket, orders, answered);
            Thread.ofVirtual().name("control").start(server::accept);
            return server;
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to listen on " + socket + ", but: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            Files.deleteIfExists(socket);
        } catch (IOException _) {
            // Whoever comes now finds nobody, which is what was asked for.
        }
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                free.acquire();
                var client = listener.accept();
                var _ = Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                free.release();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            var in = Channels.newInputStream(client);
            var out = new BufferedOutputStream(Channels.newOutputStream(client));
            for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
                serve(line, out);
            }
        } catch (IOException _) {
            // Whoever asked has gone.
        } finally {
            free.release();
        }
    }

    private void serve(String line, OutputStream out) throws IOException {
        Order order;
        try {
            order = EventJson.mapper().readValue(line, Order.class);
        } catch (JacksonException e) {
            write(
                    out,
                    new Answer(
                            Cause.USAGE,
                            "Expected an order as one line of JSON, but: " + e.getOriginalMessage(),
                            null));
            return;
        }
        try {
            write(out, answer(order));
        } finally {
            answered.accept(order);
        }
    }

    private static void write(OutputStream out, Answer answer) throws IOException {
        out.write(EventJson.mapper().writeValueAsBytes(answer));
        out.write('\n');
        out.flush();
    }

    private Answer answer(Order order) {
        try {
            return orders.apply(order);
        } catch (SandboxException e) {
            return new Answer(e.why(), String.valueOf(e.getMessage()), null);
        } catch (RuntimeException e) {
            // One order that fails is no reason not to take the next.
            return new Answer(Cause.WORLD, "Expected to do it, but: " + e, null);
        }
    }

    /** The next line; empty at the end. */
    private static String readLine(InputStream in) throws IOException {
        var line = new java.io.ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (line.size() == LONGEST) {
                throw new IOException("a line of more than " + LONGEST + " bytes");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
