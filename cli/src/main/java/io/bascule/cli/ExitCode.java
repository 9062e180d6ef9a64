package io.bascule.cli;

import io.bascule.sandbox.world.SandboxException;

/** What the program's exit codes mean; the launcher uses 3 in the same sense. */
final class ExitCode {

    static final int DONE = 0;

    /** Everything was played, and a claim did not hold. */
    static final int CLAIM_FAILED = 1;

    /** Wrong usage, or a plan with mistakes. */
    static final int USAGE = 2;

    /** A tool, a right or a built part is missing. */
    static final int MISSING = 3;

    /** Another sandbox of this user runs. */
    static final int OCCUPIED = 4;

    /** The sandbox could not be made: a port is taken, the disk is full. */
    static final int WORLD = 5;

    /** Something that was awaited did not happen in time. */
    static final int AWAITED = 6;

    private ExitCode() {}

    static int of(SandboxException.Cause cause) {
        return switch (cause) {
            case MISSING -> MISSING;
            case OCCUPIED -> OCCUPIED;
            case WORLD -> WORLD;
            case USAGE -> USAGE;
            case AWAITED -> AWAITED;
        };
    }
}
