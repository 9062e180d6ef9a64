package io.bascule.sandbox.standing;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.standing.Order.Verb;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlServerTest {

    @TempDir private Path folder;
    private final List<Order> answered = new CopyOnWriteArrayList<>();
    private @Nullable ControlServer server;

    @BeforeEach
    void open() {
        server = ControlServer.open(socket(), ControlServerTest::take, answered::add);
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void anOrderIsAnsweredInOneLineAndThenCountsAsAnswered() throws IOException {
        try (var client = new Client()) {
            assertThat(client.ask("{\"verb\":\"KILL\",\"place\":\"paris\"}"))
                    .isEqualTo("{\"message\":\"KILL paris\",\"done\":true}");
            assertThat(client.ask("{\"verb\":\"STATUS\"}"))
                    .isEqualTo("{\"message\":\"STATUS null\",\"done\":true}");
        }
        assertThat(answered).extracting(Order::verb).contains(Verb.KILL);
    }

    @Test
    void whatIsNoOrderIsSaidAndTheNextOneIsTaken() throws IOException {
        try (var client = new Client()) {
            assertThat(client.ask("make me a sandwich"))
                    .contains("\"cause\":\"USAGE\"", "Expected an order");
            assertThat(client.ask("{\"verb\":\"EXPLODE\"}")).contains("\"cause\":\"USAGE\"");
            assertThat(client.ask("{\"verb\":\"HEAL\"}")).contains("HEAL null");
        }
    }

    @Test
    void anOrderThatCannotBeCarriedOutSaysWhyAndHowTheCommandEnds() throws IOException {
        try (var client = new Client()) {
            assertThat(client.ask("{\"verb\":\"CUT\",\"place\":\"london\"}"))
                    .contains("\"cause\":\"USAGE\"", "Expected one of");
        }
    }

    @Test
    void aLineWithoutEndIsNotTaken() throws IOException {
        try (var client = new Client()) {
            assertThat(client.ask("x".repeat(5_000))).isNull();
        }
    }

    @Test
    void onlyItsOwnerMayOpenIt() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-------");
    }

    private Path socket() {
        return folder.resolve("control.sock");
    }

    private static Answer take(Order order) {
        if ("london".equals(order.place())) {
            throw new SandboxException(Cause.USAGE, "Expected one of frankfurt, paris");
        }
        return Answer.done(order.verb() + " " + order.place());
    }

    private final class Client implements AutoCloseable {

        private final SocketChannel channel;
        private final BufferedReader in;

        Client() throws IOException {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()));
            in =
                    new BufferedReader(
                            new InputStreamReader(
                                    Channels.newInputStream(channel), StandardCharsets.UTF_8));
        }

        @Nullable String ask(String line) throws IOException {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            try {
                return in.readLine();
            } catch (IOException _) {
                // It was closed before all of the line was taken.
                return null;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
