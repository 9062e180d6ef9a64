package io.bascule.sandbox.world;

/** Hears what is done, one short line at a time; from any thread. */
@FunctionalInterface
public interface Progress {

    /** Something was done. */
    void says(String line);

    /** The process is being ended from outside: what follows is said by this thread alone. */
    default void ends() {}
}
