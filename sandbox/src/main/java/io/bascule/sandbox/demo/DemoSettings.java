package io.bascule.sandbox.demo;

import io.bascule.sandbox.world.WorldSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen about a demo.
 *
 * @param cut how long the trouble lasts before the kill
 * @param trouble what befalls the pair before the kill
 * @param repeat how many disasters there are
 * @param json where the outcome is written; null for nowhere
 * @param reports the folder that gets the reports; null for one named after the time
 */
public record DemoSettings(
        WorldSettings world,
        Duration cut,
        Trouble trouble,
        int repeat,
        @Nullable Path json,
        @Nullable Path reports) {

    /** Everything as the demo has it by default. */
    public static DemoSettings defaults() {
        return new DemoSettings(
                WorldSettings.defaults(), Duration.ofSeconds(2), Trouble.CUT_STREAM, 1, null, null);
    }
}
