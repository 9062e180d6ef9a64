package io.bascule.sandbox.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

    private ServerSocket echo;
    private final AtomicInteger echoed = new AtomicInteger();
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::echo);
        proxy = FaultProxy.open(0, echo.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void carriesBothWaysAndEndsWithTheConnection() throws IOException {
        try (var client = connect()) {
            assertThat(ask(client, 7)).isEqualTo(7);
            client.shutdownOutput();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
    }

    @Test
    void aCutResetsWhatIsOpenAndWhatComesUntilItIsHealed() throws IOException {
        // given
        var open = connect();
        assertThat(ask(open, 1)).isEqualTo(1);
        // when
        proxy.cut();
        // then
        assertThatThrownBy(() -> ask(open, 2)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ask(connect(), 3)).isInstanceOf(IOException.class);
        // and when
        proxy.heal();
        // then
        assertThat(ask(connect(), 4)).isEqualTo(4);
    }

    @Test
    void aResetEndsWhatIsOpenAndCarriesWhatComes() throws IOException {
        var open = connect();
        assertThat(ask(open, 1)).isEqualTo(1);
        proxy.reset();
        assertThatThrownBy(() -> ask(open, 2)).isInstanceOf(IOException.class);
        assertThat(ask(connect(), 3)).isEqualTo(3);
    }

    @Test
    void aStallKeepsTheConnectionAndLosesNothing() throws IOException {
        try (var client = connect()) {
            assertThat(ask(client, 1)).isEqualTo(1);
            proxy.stall();
            client.setSoTimeout(200);
            assertThatThrownBy(() -> ask(client, 2)).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void whoComesDuringAStallIsNotLetNearTheTargetBeforeItIsHealed() throws IOException {
        proxy.stall();
        try (var client = connect()) {
            client.setSoTimeout(200);
            assertThatThrownBy(() -> ask(client, 2)).isInstanceOf(SocketTimeoutException.class);
            assertThat(echoed).hasValue(0);
            proxy.heal();
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void aDelayIsAddedEachWay() throws IOException {
        try (var client = connect()) {
            assertThat(ask(client, 1)).isEqualTo(1);
            proxy.delay(Duration.ofMillis(150));
            long begun = System.nanoTime();
            assertThat(ask(client, 2)).isEqualTo(2);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** A reset may be seen as an end of the stream, which is as much an answer that never came. */
    private static int ask(Socket socket, int question) throws IOException {
        socket.getOutputStream().write(question);
        int answer = socket.getInputStream().read();
        if (answer < 0) {
            throw new IOException("the connection ended");
        }
        return answer;
    }

    private void echo() {
        while (!echo.isClosed()) {
            try {
                var client = echo.accept();
                echoed.incrementAndGet();
                Thread.startVirtualThread(() -> echo(client));
            } catch (IOException _) {
                // The test is over.
            }
        }
    }

    private static void echo(Socket client) {
        try (client) {
            var _ = client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException _) {
            // It was reset.
        }
    }
}
