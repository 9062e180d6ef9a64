package io.bascule.backup.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bascule.backup.bench.Options.Part;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bench itself runs; how fast anything is says nothing here. */
class BackupBenchTest {

    private static final int SCALE = 1;
    private static final int FILES = 200;

    @Test
    void everyFigureIsMeasured() throws Exception {
        var parts = EnumSet.allOf(Part.class);
        if (Tool.find("aws").isEmpty() || Tool.find("pgbackrest").isEmpty()) {
            // These are installed for the bench alone.
            parts.remove(Part.DUMP);
        }

        var figures = BackupBench.run(new Options(null, SCALE, 1, FILES, 0.001, parts));

        assertThat(figures.keySet())
                .containsExactly(
                        "ratioToBareDump",
                        "speedupOverGzipScript",
                        "dumpSpeedupOverGzipScript",
                        "pipelineMBPerSecondPerCore",
                        "peakHeapMiB",
                        "restoreRatioToPgRestore",
                        "pgbackrest",
                        "bascule",
                        "unchangedFolderRatio",
                        "details");
        for (String key :
                List.of(
                        "pipelineMBPerSecondPerCore",
                        "peakHeapMiB",
                        "restoreRatioToPgRestore",
                        "unchangedFolderRatio")) {
            assertThat(number(figures, key)).as(key).isPositive();
        }
        var details = (Map<?, ?>) Objects.requireNonNull(figures.get("details"));
        for (String files : List.of("mixedFiles", "smallFiles")) {
            assertThat(number(details.get(files), "unchangedPacksSent")).as(files).isZero();
        }
        if (parts.contains(Part.DUMP)) {
            assertThat(number(figures, "ratioToBareDump")).isPositive();
            assertThat(number(figures, "speedupOverGzipScript")).isPositive();
            assertThat(number(figures, "dumpSpeedupOverGzipScript")).isPositive();
            for (String tool : List.of("pgbackrest", "bascule")) {
                for (String key : List.of("seconds", "cpuSeconds", "storedBytes")) {
                    assertThat(number(figures.get(tool), key)).as(tool + " " + key).isPositive();
                }
            }
        }
    }

    @Test
    void wordsThatAreNotUnderstoodAreSaid() {
        assertThat(Options.parse("--rounds", "7", "--only", "dump,files"))
                .isEqualTo(
                        new Options(null, 100, 7, 100_000, 10, EnumSet.of(Part.DUMP, Part.FILES)));
        assertThatThrownBy(() -> Options.parse("--fast", "1")).hasMessageContaining("--fast");
        assertThatThrownBy(() -> Options.parse("--rounds")).hasMessageContaining("a value");
        assertThatThrownBy(() -> Options.parse("--rounds", "0")).hasMessageContaining("1 or more");
        assertThatThrownBy(() -> Options.parse("--only", "dumps")).hasMessageContaining("dumps");
    }

    private static double number(@Nullable Object figures, String key) {
        return figures instanceof Map<?, ?> map && map.get(key) instanceof Number number
                ? number.doubleValue()
                : Double.NaN;
    }
}
