package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
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

    @Test
    void aLastingWorldKeepsItsPortsUntilOthersAreNamed() {
        int base = Ports.random().of(Ports.Use.FRONT_DOOR) / 100 * 100;
        var first = Ports.lasting(Map.of(), base, base + 70);
        var again = Ports.lasting(first.kept(), null, null);
        assertThat(Ports.Use.values())
                .allSatisfy(use -> assertThat(again.of(use)).isEqualTo(first.of(use)))
                .extracting(again::of)
                .doesNotHaveDuplicates();
        var moved = Ports.lasting(first.kept(), null, base + 71);
        assertThat(moved.of(Ports.Use.REPORTING)).isEqualTo(base + 71);
        assertThat(moved.of(Ports.Use.PARIS)).isEqualTo(first.of(Ports.Use.PARIS));
    }

    @Test
    void aTakenConsolePortIsSaidWithTheOptionThatHelps() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            Ports.lasting(
                                    Map.of(),
                                    Ports.random().of(Ports.Use.FRONT_DOOR) / 100 * 100,
                                    taken.getLocalPort()))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " (the console)")
                    .hasMessageContaining("--console-port");
        }
    }
}
