package io.bascule.failover.executor.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base backup, the step that waits for it, and what stands in whose place. */
final class RebuildTest {

    private static final String SOURCE = "paris, timeline 2";

    private final AtomicInteger begun = new AtomicInteger();
    private final CountDownLatch allCopied = new CountDownLatch(1);

    @TempDir private Path folder;
    private Rebuild rebuild;

    @SuppressWarnings("NullAway.Init")
    RebuildTest() {}

    @BeforeEach
    void anOldServer() throws IOException {
        write(dataDir(), "old");
        rebuild = rebuildOfANewProcess();
    }

    @Test
    void aBackupThatTakesLongerThanAStepGoesOnAndTheNextAttemptTakesItUp() throws Exception {
        assertThatThrownBy(() -> rebuild.from(this::slowly, SOURCE, 5, false, soon()))
                .isInstanceOf(StepFailedException.class)
                .hasMessageContaining("it goes on: resume the run");
        assertThat(content(dataDir())).isEqualTo("old");

        allCopied.countDown();
        rebuild.from(this::slowly, SOURCE, 5, false, ample());

        assertThat(begun).as("backups that were begun").hasValue(1);
        assertThat(content(dataDir())).isEqualTo("copy 1");
        assertThat(folder.toFile().list()).as("what is left").containsExactly("data");
    }

    @Test
    void oneOfAnotherTimelineIsOfNoUse() throws Exception {
        assertThatThrownBy(() -> rebuild.from(this::slowly, SOURCE, 5, false, soon()))
                .isInstanceOf(StepFailedException.class);
        allCopied.countDown();

        rebuild.from(this::slowly, "paris, timeline 4", 7, false, ample());

        assertThat(content(dataDir())).isEqualTo("copy 2");
    }

    @Test
    void aBackupThatFailedIsBegunAnew() throws Exception {
        assertThatThrownBy(() ->
                        rebuild.from(
                                _ -> {
                                    throw new IllegalStateException("the source is gone");
                                },
                                SOURCE,
                                5,
                                false,
                                ample()))
                .hasMessage("the source is gone");
        allCopied.countDown();

        rebuild.from(this::slowly, SOURCE, 5, false, ample());

        assertThat(content(dataDir())).isEqualTo("copy 1");
    }

    /** Died after the renames, before that was noted: the second copy must not replace evidence. */
    @Test
    void theLastEvidenceOfATailSurvivesASecondRebuildOfTheSameRun() throws Exception {
        allCopied.countDown();
        rebuild.from(this::slowly, SOURCE, 5, true, ample());
        rebuildOfANewProcess().from(this::slowly, SOURCE, 5, true, ample());

        assertThat(content(dataDir())).isEqualTo("copy 2");
        assertThat(content(folder.resolve("data.old-5"))).isEqualTo("old");
    }

    @Test
    void afterADeathBetweenTheRenamesTheOldServerIsPutBack() throws Exception {
        Files.move(dataDir(), folder.resolve("data.old-5"));

        rebuildOfANewProcess().settle();

        assertThat(content(dataDir())).isEqualTo("old");
    }

    private void slowly(Path copy) {
        try {
            int number = begun.incrementAndGet();
            allCopied.await();
            write(copy, "copy " + number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Rebuild rebuildOfANewProcess() {
        return new Rebuild(Cluster.at(PostgresTools.locate(), dataDir()));
    }

    private Path dataDir() {
        return folder.resolve("data");
    }

    private static void write(Path directory, String content) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("PG_VERSION"), content);
    }

    private static String content(Path directory) throws IOException {
        return Files.readString(directory.resolve("PG_VERSION"));
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofMillis(50));
    }

    private static Deadline ample() {
        return Deadline.in(Duration.ofSeconds(30));
    }
}
