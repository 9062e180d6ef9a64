package io.bascule.sandbox.demo;

import io.bascule.sandbox.world.Progress;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells the story, one line per fact: the seconds since the beginning, who says it, what is said.
 * On a terminal in colours, with a line that shows what is waited for; elsewhere plain, and what is
 * waited for is said every ten seconds.
 */
public final class Narrator implements Progress {

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration PLAIN_EVERY = Duration.ofSeconds(10);
    private static final String ERASE_LINE = "\r\033[2K";

    /** How a line is meant. */
    public enum Tone {
        QUIET("\033[2m"),
        FACT(""),
        BAD("\033[31m"),
        GOOD("\033[32m"),
        HEADING("\033[1m");

        private final String colour;

        Tone(String colour) {
            this.colour = colour;
        }
    }

    private final PrintStream out;
    private final boolean terminal;
    private final long begunNanos = System.nanoTime();
    private @Nullable String waitingFor;
    private long waitingSince;
    private long plainSaid;
    private boolean lineShown;
    private @Nullable Thread onlyThread;

    public Narrator(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
        var _ = Thread.ofPlatform().daemon().name("narrator").start(this::tick);
    }

    /** Seconds since the beginning. */
    public double elapsedSeconds() {
        return (System.nanoTime() - begunNanos) / 1e9;
    }

    @Override
    public void says(String line) {
        says(Tone.QUIET, "sandbox", line);
    }

    /** A fact, and who says it. */
    public synchronized void says(Tone tone, String who, String line) {
        if (isSilent()) {
            return;
        }
        erase();
        var text = "%6.1f s  %-20s %s".formatted(elapsedSeconds(), who, line);
        out.println(terminal && !tone.colour.isEmpty() ? tone.colour + text + "\033[0m" : text);
        out.flush();
    }

    /** A heading, or lines without a time. */
    public synchronized void prints(Tone tone, String text) {
        if (isSilent()) {
            return;
        }
        erase();
        out.println(terminal && !tone.colour.isEmpty() ? tone.colour + text + "\033[0m" : text);
        out.flush();
    }

    /** Shows what is waited for, until {@link #goesOn}. */
    public synchronized void waitsFor(String what) {
        waitingFor = what;
        waitingSince = System.nanoTime();
        plainSaid = waitingSince;
        notifyAll();
    }

    /** Nothing is waited for any more. */
    public synchronized void goesOn() {
        waitingFor = null;
        erase();
    }

    /** From now on only the calling thread is heard: the end of the world tells of itself. */
    @Override
    public synchronized void ends() {
        goesOn();
        onlyThread = Thread.currentThread();
        notifyAll();
    }

    private boolean isSilent() {
        return onlyThread != null && !onlyThread.equals(Thread.currentThread());
    }

    /** Nothing is looked at while nothing is waited for. */
    private synchronized void tick() {
        try {
            while (onlyThread == null) {
                if (waitingFor == null) {
                    wait();
                } else {
                    wait(TICK.toMillis());
                    showWaiting();
                }
            }
        } catch (InterruptedException _) {
            // Nobody interrupts it; it ends with the process.
        }
    }

    private void showWaiting() {
        if (waitingFor == null || onlyThread != null) {
            return;
        }
        long now = System.nanoTime();
        long seconds = (now - waitingSince) / 1_000_000_000;
        if (terminal) {
            out.print(
                    ERASE_LINE
                            + "          ... waiting for "
                            + waitingFor
                            + " ("
                            + seconds
                            + " s)");
            out.flush();
            lineShown = true;
        } else if (now - plainSaid >= PLAIN_EVERY.toNanos()) {
            plainSaid = now;
            out.println("          ... waiting for " + waitingFor + " (" + seconds + " s)");
            out.flush();
        }
    }

    private void erase() {
        if (lineShown) {
            out.print(ERASE_LINE);
            lineShown = false;
        }
    }
}
