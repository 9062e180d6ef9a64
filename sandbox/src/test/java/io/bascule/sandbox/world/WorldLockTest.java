package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldLockTest {

    @TempDir private Path folder;

    @Test
    void aSecondSandboxIsTurnedAwayWithOneLine() {
        try (var _ = WorldLock.take(file())) {
            assertThatThrownBy(() -> WorldLock.take(file()))
                    .isInstanceOfSatisfying(
                            SandboxException.class,
                            e -> assertThat(e.why()).isEqualTo(SandboxException.Cause.OCCUPIED))
                    .hasMessageContaining("Expected no other sandbox")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void anotherProcessIsTurnedAwayTooUntilItIsGivenBack() throws Exception {
        try (var lock = WorldLock.take(file())) {
            lock.names(folder);
            assertThat(anotherProcess()).isEqualTo(4);
        }
        assertThat(anotherProcess()).isZero();
    }

    @Test
    void itIsFreeAgainAfterwardsAndNamesNothing() {
        // given
        try (var lock = WorldLock.take(file())) {
            lock.names(WorldFolder.createIn(folder, false).root());
        }
        // when
        try (var lock = WorldLock.take(file())) {
            // then
            assertThat(lock.leftover()).isEmpty();
        }
    }

    @Test
    void theFolderOfAKilledSandboxIsFound() throws IOException {
        // given
        var left = WorldFolder.createIn(folder, false);
        Files.writeString(file(), left.root().toString());
        // when
        try (var lock = WorldLock.take(file())) {
            // then
            assertThat(lock.leftover()).contains(left.root());
        }
    }

    @Test
    void aFolderThatIsNoWorldsIsNeverTakenForOne() throws IOException {
        Files.writeString(file(), folder.toString());
        try (var lock = WorldLock.take(file())) {
            assertThat(lock.leftover()).isEmpty();
        }
    }

    private int anotherProcess() throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                Installation.java().toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                Installation.classPath(),
                                Another.class.getName(),
                                file().toString())
                        .inheritIO()
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** A process of its own that takes the lock, if it can. */
    static final class Another {

        private Another() {}

        public static void main(String[] args) {
            try (var _ = WorldLock.take(Path.of(args[0]))) {
                System.exit(0);
            } catch (SandboxException e) {
                System.exit(e.why() == SandboxException.Cause.OCCUPIED ? 4 : 1);
            }
        }
    }

    private Path file() {
        return folder.resolve("bascule.lock");
    }
}
