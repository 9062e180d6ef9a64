package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void itIsFreeAgainAfterwardsAndLeavesNoFile() {
        WorldLock.take(file()).close();
        assertThat(file()).doesNotExist();
        WorldLock.take(file()).close();
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

    private Path file() {
        return folder.resolve("bascule.lock");
    }
}
