package io.bascule.sandbox.standing;

import io.bascule.contracts.EventJson;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The other end of a sandbox's control socket. */
public final class Control implements AutoCloseable {

    private final SocketChannel channel;
    private final BufferedReader answers;

    private Control(SocketChannel channel) {
        this.channel = channel;
        this.answers =
                new BufferedReader(
                        new InputStreamReader(
                                Channels.newInputStream(channel), StandardCharsets.UTF_8));
    }

    /** Reaches the sandbox of that folder; empty if none listens. */
    public static Optional<Control> of(Path folder) {
        try {
            var socket = Standing.controlSocket(folder.toRealPath());
            return Optional.of(new Control(SocketChannel.open(UnixDomainSocketAddress.of(socket))));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * Asks, and waits for the answer.
     *
     * @throws SandboxException if the sandbox goes before it has answered
     */
    public Answer ask(Order order) {
        try {
            var line =
                    ByteBuffer.wrap(
                            (EventJson.mapper().writeValueAsString(order) + "\n")
                                    .getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            var answer = answers.readLine();
            if (answer == null) {
                throw new IOException("it ended without one");
            }
            return EventJson.mapper().readValue(answer, Answer.class);
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.AWAITED, "Expected an answer of the sandbox, but: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // Nothing more is asked.
        }
    }
}
