package io.bascule.backbone;

/**
 * Places in a service at which it can be made to die as by {@code kill -9}, once each, for tests of
 * restarts and for game days. They are passed without any effect unless {@code
 * bascule.fault-points-dir} names a folder; then a point is armed by a file of its name in that
 * folder, such as {@code before-effect:PROMOTE}.
 */
@FunctionalInterface
public interface FaultPoints {

    /** Points at which nothing happens. */
    FaultPoints NONE = _ -> {};

    /** Of a step: its command is taken, and nothing was done for it yet. */
    String BEFORE_EFFECT = "before-effect";

    /** Of a step: it is true, and nobody has noted that. */
    String AFTER_EFFECT = "after-effect";

    /** Of a step: that it is true is noted here, and nobody was told. */
    String BEFORE_REPORT = "before-report";

    /** Of a step: the broker has the report. */
    String AFTER_REPORT = "after-report";

    /** Says that this point is reached; does not return if it is armed. */
    void reach(String point);

    /** Says that {@code moment:WHAT} is reached. */
    default void reach(String moment, Enum<?> what) {
        reach(moment + ":" + what.name());
    }
}
