package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void randomPortsAreFreeAndDistinct() {
        var ports = Ports.random();
        assertThat(Ports.Use.values()).extracting(ports::of).doesNotHaveDuplicates();
        assertThat(ports.taken()).isEmpty();
    }

    @Test
    void aTakenPortIsNamedWithItsUse() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.from(taken.getLocalPort()))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("FRONT_DOOR");
        }
    }

    @Test
    void aPortThatIsStillListenedOnIsSaid() throws IOException {
        var ports = Ports.random();
        try (var _ =
                new ServerSocket(ports.of(Ports.Use.PARIS), 1, InetAddress.getLoopbackAddress())) {
            assertThat(ports.taken()).containsOnlyKeys(Ports.Use.PARIS);
        }
    }
}
