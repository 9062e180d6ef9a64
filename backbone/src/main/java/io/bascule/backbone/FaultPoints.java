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

    /** Says that this point is reached; does not return if it is armed. */
    void reach(String point);
}
