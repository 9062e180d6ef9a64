package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.sandbox.world.SandboxException.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastingFolderTest {

    /** Far from the ports of a sandbox that may run here. */
    private static final int BASE = 23_000 + (int) (ProcessHandle.current().pid() % 80) * 100;

    @TempDir private Path parent;

    @AfterEach
    void removeSockets() throws IOException {
        if (Files.exists(parent.resolve("box"))) {
            var box = new WorldFolder(parent.resolve("box").toRealPath());
            new WorldFolder(WorldFolder.socketsPath(box)).removeIfThere();
        }
    }

    @Test
    void aFolderWithSomethingElseInItIsNeitherUsedNorRemoved() throws IOException {
        var thesis = Files.writeString(parent.resolve("thesis.txt"), "precious");

        assertThatThrownBy(() -> WorldFolder.lasting(parent, false))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("holds something else");
        assertThatThrownBy(() -> LastingFolder.delete(parent))
                .isInstanceOfSatisfying(
                        SandboxException.class, e -> assertThat(e.why()).isEqualTo(Cause.USAGE))
                .hasMessageContaining("nothing was removed");
        assertThat(thesis).hasContent("precious");
    }

    @Test
    void aSandboxesOwnFolderIsFoundAgainAndRemovedWhenAsked() {
        var first = WorldFolder.lasting(parent.resolve("box"), false);
        assertThat(WorldFolder.lasting(parent.resolve("box"), false)).isEqualTo(first);
        assertThat(LastingFolder.isOne(first.root())).isTrue();

        LastingFolder.delete(first.root());

        assertThat(first.root()).doesNotExist();
    }

    @Test
    void secretsAndPortsAreThoseOfTheLastTimeAndSecretsAreTheOwnersAlone() throws IOException {
        var settings = lasting();
        var first = footing(settings);
        first.lock().close();
        var second = footing(settings);
        second.lock().close();

        assertThat(second.passwords()).isEqualTo(first.passwords());
        assertThat(second.ports().kept()).isEqualTo(first.ports().kept());
        var secrets = first.folder().root().resolve("secrets.properties");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                .isEqualTo("rw-------");
    }

    @Test
    void twoSandboxesNeverUseOneFolder() {
        var first = footing(lasting());
        try {
            assertThatThrownBy(() -> footing(lasting()))
                    .isInstanceOfSatisfying(
                            SandboxException.class,
                            e -> assertThat(e.why()).isEqualTo(Cause.OCCUPIED))
                    .hasMessageContaining("./bascule down");
        } finally {
            first.lock().close();
        }
    }

    @Test
    void aSecretThatIsGoneIsSaidAndNotMadeAnew() throws IOException {
        var first = footing(lasting());
        first.lock().close();
        Files.writeString(first.folder().root().resolve("secrets.properties"), "superuser=x\n");

        assertThatThrownBy(() -> footing(lasting()))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("Expected the sandbox's secret");
    }

    private static Footing footing(WorldSettings settings) {
        return Footing.of(settings, false, _ -> {});
    }

    private WorldSettings lasting() {
        return WorldSettings.lasting(
                new WorldSettings.Lasting(parent.resolve("box"), BASE, BASE + 60));
    }
}
