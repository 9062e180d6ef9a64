package io.bascule.sandbox.demo;

import io.bascule.sandbox.trouble.Trouble;
import io.bascule.sandbox.world.WorldSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen about a demo.
 *
 * @param cut how long the stream is cut before the kill
 * @param troubles what else befalls the pair; they must {@linkplain Trouble#mustFit fit}
 * @param repeat how many disasters there are
 * @param json where the outcome is written; null for nowhere
 * @param reports the folder that gets the reports; null for one named after the time
 */
public record DemoSettings(
        WorldSettings world,
        Duration cut,
        Set<Trouble> troubles,
        int repeat,
        @Nullable Path json,
        @Nullable Path reports) {

    public DemoSettings {
        Trouble.mustFit(troubles, repeat);
        troubles = Set.copyOf(troubles);
    }

    /** Everything as the demo has it by default. */
    public static DemoSettings defaults() {
        return new DemoSettings(
                WorldSettings.defaults(), Duration.ofSeconds(2), Set.of(), 1, null, null);
    }
}
