package io.bascule.sandbox.world;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen about a world.
 *
 * @param data the folder in which the world makes its own; it must exist or be creatable
 * @param portBase the first of its ports; null for random free ones
 * @param plan the plan's text, with placeholders for what only the world knows; null for the demo's
 * @param planName how the plan is called in messages
 * @param keep whether the world's folder, with all logs, is left when it ends
 * @param training whether its services write their start caches when they end
 * @param faultPoints whether its services die at armed fault points; what dies is then started
 *     again without a pause
 * @param lasting for a world that goes on where it ended; null for one that goes with its end
 */
public record WorldSettings(
        Path data,
        @Nullable Integer portBase,
        @Nullable String plan,
        String planName,
        boolean keep,
        boolean training,
        boolean faultPoints,
        @Nullable Lasting lasting) {

    /**
     * A world whose data survives it. Its sites can be cut off, because what they are reached by
     * goes through fault proxies.
     *
     * @param folder where everything lies; made if missing, else a former one
     * @param portBase the first of its ports; null for the former ones, at first {@link
     *     Ports#LASTING_BASE}
     * @param consolePort the port of the console; null for the former one, at first {@link
     *     Ports#CONSOLE}
     */
    public record Lasting(Path folder, @Nullable Integer portBase, @Nullable Integer consolePort) {}

    /** A world that goes with its end. */
    public WorldSettings(
            Path data,
            @Nullable Integer portBase,
            @Nullable String plan,
            String planName,
            boolean keep,
            boolean training) {
        this(data, portBase, plan, planName, keep, training, false, null);
    }

    /** A world that goes on where it ended. */
    public static WorldSettings lasting(Lasting lasting) {
        var defaults = defaults();
        return new WorldSettings(
                lasting.folder(), null, null, defaults.planName(), true, false, false, lasting);
    }

    /** Everything as the demo has it by default. */
    public static WorldSettings defaults() {
        return new WorldSettings(
                Path.of(System.getProperty("java.io.tmpdir")),
                null,
                null,
                "demo-plan.yaml",
                false,
                false);
    }

    /** A world whose only purpose is that later ones start faster. */
    public static WorldSettings forTraining() {
        var defaults = defaults();
        return new WorldSettings(defaults.data(), null, null, defaults.planName(), false, true);
    }

    /** The same with fault points, and with this plan; see {@link World#faultPointsOf}. */
    public WorldSettings withFaultPoints(String planText) {
        return new WorldSettings(data, portBase, planText, planName, keep, training, true, lasting);
    }
}
