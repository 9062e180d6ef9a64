package io.bascule.backbone;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A process dies where it is armed to, once, and nowhere unless it was told so. */
@ExtendWith(OutputCaptureExtension.class)
class FaultPointsTest {

    private final ApplicationContextRunner service =
            new ApplicationContextRunner()
                    .withUserConfiguration(Parts.class, FaultPointsConfiguration.class);

    @TempDir private Path folder;

    @Test
    void itDiesOnceAtAnArmedPointAndThenPassesIt() throws Exception {
        var deaths = new ArrayList<Integer>();
        Files.createFile(folder.resolve("before-effect:PROMOTE"));
        var points = new ArmedFaultPoints(folder, Clock.systemUTC(), deaths::add);

        points.reach("before-effect:FENCE");
        assertThat(deaths).isEmpty();

        points.reach("before-effect:PROMOTE");
        points.reach("before-effect:PROMOTE");
        assertThat(deaths).containsExactly(137);
        assertThat(new ArmedFaultPoints(folder, Clock.systemUTC(), deaths::add).armed())
                .as("what the next process finds")
                .isEmpty();
        assertThat(Instant.parse(Files.readString(folder.resolve("before-effect:PROMOTE.fired"))))
                .as("when it died")
                .isBefore(Instant.now().plusSeconds(1));
    }

    @Test
    void aPointThatIsArmedAgainFiresAgain() throws Exception {
        var deaths = new ArrayList<Integer>();
        var points = new ArmedFaultPoints(folder, Clock.systemUTC(), deaths::add);
        for (int round = 1; round <= 2; round++) {
            Files.createFile(folder.resolve("report-read:FENCE"));
            points.reach("report-read:FENCE");
        }
        assertThat(deaths).hasSize(2);
    }

    /** Without the note the process that comes back would die there again, for ever. */
    @Test
    void itDoesNotDieIfItCannotNoteThatItDid() throws Exception {
        var deaths = new ArrayList<Integer>();
        // A folder cannot be written like a file, whoever we are.
        Files.createDirectory(folder.resolve("report-read:FENCE"));
        new ArmedFaultPoints(folder, Clock.systemUTC(), deaths::add).reach("report-read:FENCE");
        assertThat(deaths).isEmpty();
    }

    @Test
    void aPointIsNoPath() {
        var points = new ArmedFaultPoints(folder, Clock.systemUTC(), _ -> {});
        assertThatThrownBy(() -> points.reach("../outside"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void byDefaultThereAreNone(CapturedOutput output) {
        service.run(context -> {
            assertThat(context).hasSingleBean(FaultPoints.class);
            assertThat(context.getBean(FaultPoints.class)).isSameAs(FaultPoints.NONE);
            assertThat(context.getBeanProvider(HealthIndicator.class).stream()).isEmpty();
            assertThat(context.getBean(MeterRegistry.class).getMeters()).isEmpty();
        });
        assertThat(output).doesNotContain("FAULT POINTS");
    }

    @Test
    void whereTheyAreEnabledEverybodyCanSeeIt(CapturedOutput output) throws Exception {
        Files.createFile(folder.resolve("after-effect:REWIND"));
        service.withPropertyValues("bascule.fault-points-dir=" + folder)
                .run(context -> {
                    assertThat(context).hasSingleBean(FaultPoints.class);
                    assertThat(context.getBean(HealthIndicator.class).health())
                            .extracting(Health::getDetails, as(MAP))
                            .containsEntry("armed", List.of("after-effect:REWIND"));
                    assertThat(
                                    context.getBean(MeterRegistry.class)
                                            .get("dr.fault.points.armed")
                                            .gauge()
                                            .value())
                            .isEqualTo(1);
                });
        assertThat(output).contains("FAULT POINTS ARE ENABLED", "after-effect:REWIND");
    }

    @Configuration(proxyBeanMethods = false)
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}
