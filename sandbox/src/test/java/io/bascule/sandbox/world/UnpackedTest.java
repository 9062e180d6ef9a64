package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two sandboxes may start from the same build at the same time. */
class UnpackedTest {

    @TempDir private Path parent;

    @Test
    void whoUnpacksLaterTakesWhatIsThere() throws IOException {
        // given
        var target = parent.resolve("service-1-2");
        var first = unpacking("first");
        var second = unpacking("second");

        // when
        Unpacked.settle(first, target);
        Unpacked.settle(second, target);

        // then
        assertThat(target.resolve("service.jar")).hasContent("first");
        assertThat(parent).isDirectoryNotContaining(path -> !path.equals(target));
    }

    @Test
    void whatCannotBePutThereIsSaid() throws IOException {
        var fresh = unpacking("first");

        assertThatThrownBy(() -> Unpacked.settle(fresh, parent.resolve("missing/service-1-2")))
                .isInstanceOf(FileSystemException.class);
    }

    @Test
    void onlyFormerBuildsOfTheSameServiceAreRemoved() throws IOException {
        var former = Files.createDirectory(parent.resolve("service-1-1"));
        var target = Files.createDirectory(parent.resolve("service-1-2"));
        var other = Files.createDirectory(parent.resolve("service-too-1-1"));

        Unpacked.removeFormer(parent, "service", target);

        assertThat(former).doesNotExist();
        assertThat(target).exists();
        assertThat(other).exists();
    }

    private Path unpacking(String content) throws IOException {
        var folder = Files.createTempDirectory(parent, ".unpacking-");
        Files.writeString(folder.resolve("service.jar"), content);
        return folder;
    }
}
