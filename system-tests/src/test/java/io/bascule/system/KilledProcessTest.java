package io.bascule.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.postgres.PostmasterPid;
import io.bascule.sandbox.world.World;
import io.bascule.sandbox.world.WorldSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every process of the world may die at any time. */
@Timeout(300)
class KilledProcessTest {

    private static final Duration BACK = Duration.ofSeconds(90);

    @Test
    void whatIsKilledIsReadyAgainAndAnExecutorsServerRunsOn() throws Exception {
        var said = new ArrayList<String>();
        try (var world =
                World.start(
                        WorldSettings.defaults(),
                        line -> {
                            synchronized (said) {
                                said.add(line);
                            }
                            System.err.println(line);
                        })) {
            // given every process, and the servers that the executors started
            var before = world.processes();
            var servers = postmasters(world);

            // when all of them are killed at once, the broker among them
            before.forEach(process -> world.kill(process.name()));

            // then all are back, under other process ids, and the servers were left alone
            for (var process : before) {
                world.awaitRestarted(process.name(), BACK);
            }
            assertThat(world.processes())
                    .hasSameSizeAs(before)
                    .allSatisfy(after -> {
                        assertThat(after.restarts()).as(after.name()).isPositive();
                        assertThat(before)
                                .extracting(World.ProcessState::pid)
                                .doesNotContain(after.pid());
                    });
            assertThat(postmasters(world)).isEqualTo(servers);
        }
    }

    private static List<Long> postmasters(World world) {
        return List.of(World.FRANKFURT, World.PARIS).stream()
                .map(site -> PostmasterPid.of(world.clusterAt(site).dataDir()).orElseThrow().pid())
                .toList();
    }
}
