package io.bascule.cli;

import io.bascule.cli.platform.TalkException;
import io.bascule.sandbox.world.SandboxException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the program's exit codes mean; the launcher uses 1 to 3 in the same sense. */
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

    /** A rule refused it; nothing was changed. */
    static final int REFUSED = 7;

    /** A person has to say GO or NO-GO first. */
    static final int APPROVAL = 8;

    /** The run stands still. */
    static final int HALTED = 9;

    /** The run was given up or rolled back: the application is where it was. */
    static final int GIVEN_UP = 10;

    /** Gateway or broker could not be reached, or nobody said where they are. */
    static final int UNREACHABLE = 11;

    /** There is nothing of that name. */
    static final int UNKNOWN = 12;

    /** Whoever asks may not. */
    static final int NOT_ALLOWED = 13;

    /** The platform failed to do what it does. */
    static final int PLATFORM = 14;

    /** The sandbox runs, and something in it is not as it should be. */
    static final int NOT_WELL = 15;

    /** No sandbox runs in that folder. */
    static final int NOT_RUNNING = 16;

    /** A defect of the program itself; it shows where. */
    static final int DEFECT = 70;

    /** Whoever read the output went away; what a shell gives for a broken pipe. */
    static final int CLOSED = 141;

    private ExitCode() {}

    /** Every code and what it means, as it stands in help and documentation. */
    static Map<String, String> list() {
        var list = new LinkedHashMap<String, String>();
        put(list, DONE, "done; of a run that was followed: it is complete");
        put(list, CLAIM_FAILED, "a claim of the demo, a test or the build failed");
        put(list, USAGE, "wrong usage, or a plan with mistakes");
        put(list, MISSING, "a tool, a right or a built part is missing; it is said how to get it");
        put(list, OCCUPIED, "another sandbox of this user runs");
        put(list, WORLD, "the sandbox could not be made");
        put(list, AWAITED, "something awaited did not happen in time");
        put(list, REFUSED, "a rule refused it, and nothing was changed; rule and facts are said");
        put(list, APPROVAL, "a person has to say GO or NO-GO first; it is said what to type");
        put(list, HALTED, "the run stands still; it is said what to type");
        put(list, GIVEN_UP, "the run was given up or rolled back: the application is where it was");
        put(
                list,
                UNREACHABLE,
                "gateway or broker could not be reached, or nobody said where they are");
        put(list, UNKNOWN, "there is no application, run, backup or record of that name");
        put(list, NOT_ALLOWED, "whoever asks may not do that");
        put(
                list,
                PLATFORM,
                "the platform failed: a backup that was not made, an error of a service");
        put(list, NOT_WELL, "the sandbox runs, and something in it is not well; it is said what");
        put(list, NOT_RUNNING, "no sandbox runs in that folder");
        put(list, DEFECT, "a defect of the program itself; it shows where");
        put(list, 130, "interrupted by Ctrl-C; what was asked for goes on");
        put(list, CLOSED, "whoever read the output went away, as head does");
        return list;
    }

    private static void put(Map<String, String> list, int code, String meaning) {
        list.put(Integer.toString(code), meaning);
    }

    static int of(SandboxException.Cause cause) {
        return switch (cause) {
            case MISSING -> MISSING;
            case OCCUPIED -> OCCUPIED;
            case WORLD -> WORLD;
            case USAGE -> USAGE;
            case AWAITED -> AWAITED;
        };
    }

    static int of(TalkException.Kind kind) {
        return switch (kind) {
            case NOT_CONNECTED, UNREACHABLE -> UNREACHABLE;
            case UNKNOWN -> UNKNOWN;
            case NOT_ALLOWED -> NOT_ALLOWED;
            case MALFORMED -> USAGE;
            case NO_ANSWER -> AWAITED;
            case FAILED -> PLATFORM;
        };
    }
}
