package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisionTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private Supervision supervision;
    private Children children;

    @BeforeEach
    void begin() {
        supervision = new Supervision(said::add, Backoff.MOST);
        children =
                new Children(
                        WorldFolder.create(folder.resolve("logs")),
                        WorldFolder.create(folder.resolve("work")));
    }

    @AfterEach
    void end() {
        supervision.close();
        children.close();
        assertThat(Sweep.kill(List.of(folder), SOON)).isTrue();
    }

    @Test
    void whatIsKilledIsStartedAgainAndToldSo() throws Exception {
        // given
        var process = start("exec sleep 1000");
        process.awaitFirst();
        long first = process.state().pid();
        // when
        process.kill();
        // then
        assertThat(process.awaitRestarted(SOON)).isTrue();
        assertThat(process.state().pid()).isNotEqualTo(first);
        assertThat(process.state().restarts()).isEqualTo(1);
        assertThat(process.state().readySince()).isNotNull();
        assertThat(said.getFirst()).contains("victim ended with exit code 137");
    }

    @Test
    void whatDiesByItselfComesBackAsOften() throws Exception {
        var process = start("[ -e again ] && exec sleep 1000; touch again; exit 3");
        process.awaitFirst();
        assertThat(process.awaitRestarts(1, SOON)).isTrue();
        assertThat(said.getFirst()).contains("exit code 3");
    }

    @Test
    void nothingComesBackOnceSupervisionHasEnded() throws Exception {
        var process = start("exec sleep 1000");
        process.awaitFirst();
        supervision.close();
        process.kill();
        assertThat(process.awaitRestarted(SOON)).isFalse();
        await().during(Duration.ofMillis(100))
                .until(() -> Sweep.processesIn(List.of(folder)).isEmpty());
    }

    private Supervised start(String script) {
        return supervision.start(
                "victim",
                World.WITNESS,
                () -> children.start("victim", List.of("/bin/sh", "-c", script), Map.of()),
                _ -> 0.1);
    }
}
