package io.bascule.sandbox.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

    @TempDir private Path folder;
    private Children children;

    @BeforeEach
    void open() {
        children =
                new Children(
                        WorldFolder.create(folder.resolve("logs")),
                        WorldFolder.create(folder.resolve("processes")));
    }

    @AfterEach
    void sweep() {
        assertThat(Sweep.kill(List.of(folder), Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aChildThatDoesNotEndIsKilled() {
        // given
        var child = start("stubborn", "trap '' TERM; echo ready; while :; do sleep 60; done");
        await().until(() -> child.lastLines().contains("ready"));
        // when
        children.end(children.all(), Duration.ofMillis(300));
        // then
        await().until(() -> !child.isAlive());
    }

    @Test
    void aChildOfAKilledChildIsFoundByItsFolder() {
        // given
        var child = start("parent", "sleep 600 & echo ready; wait");
        await().until(() -> child.lastLines().contains("ready"));
        child.handle().destroyForcibly();
        await().until(() -> !child.isAlive());
        assertThat(Sweep.processesIn(List.of(folder))).isNotEmpty();
        // when
        boolean swept = Sweep.kill(List.of(folder), Duration.ofSeconds(10));
        // then
        assertThat(swept).isTrue();
        assertThat(Sweep.processesIn(List.of(folder))).isEmpty();
    }

    @Test
    void aChildThatEndsByItselfIsSaidWithTheEndOfItsLog() {
        var child = start("weak", "echo the disk is full; exit 9");
        await().until(() -> !child.isAlive());
        assertThatThrownBy(child::mustBeAlive)
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("weak")
                .hasMessageContaining("exit code 9")
                .hasMessageContaining("the disk is full");
    }

    @Test
    void nothingStartsOnceTheWorldEnds() {
        children.close();
        assertThatThrownBy(() -> start("late", "true"))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("the world ends");
    }

    private Child start(String name, String script) {
        return children.start(name, List.of("/bin/sh", "-c", script), Map.of());
    }
}
