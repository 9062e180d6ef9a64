package io.bascule.failover.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.backbone.FaultPoints;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvent.StepFailed;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What every step of every executor keeps to: the same command twice acts once and says the same;
 * another attempt at what is true already succeeds and says the same; an attempt that was broken
 * off is taken up by the next; an older epoch or attempt is refused.
 */
public final class StepContract {

    private static final Duration AMPLE = Duration.ofSeconds(50);

    private final World world;
    private final StepExecutor executor;
    private final Counting counting;
    private final StepRunner runner;
    private final List<Event> said = new CopyOnWriteArrayList<>();

    public StepContract(World world, StepExecutor executor, Path journal) {
        this.world = world;
        this.executor = executor;
        this.counting = new Counting(executor);
        this.runner =
                new StepRunner(
                        List.of(counting),
                        new StepJournal(journal),
                        new Says(said),
                        Clock.systemUTC(),
                        FaultPoints.NONE,
                        new SimpleMeterRegistry());
    }

    private record Says(List<Event> said) implements Reports {
        @Override
        public void say(Event event, EventEnvelope<?> cause) {
            said.add(event);
        }

        @Override
        public void observe(Event event) {
            said.add(event);
        }
    }

    private static final class Counting implements StepExecutor {
        private final StepExecutor executor;
        private int calls;

        Counting(StepExecutor executor) {
            this.executor = executor;
        }

        @Override
        public StepKind kind() {
            return executor.kind();
        }

        @Override
        public Map<String, String> makeTrue(StepWork work) {
            calls++;
            return executor.makeTrue(work);
        }
    }

    /** Makes the step true once and returns what was said. */
    public List<Event> once(
            String at, String from, String to, long epoch, Map<String, String> inputs) {
        return send(at, from, to, epoch, 1, AMPLE, inputs);
    }

    /** Breaks the step off at about this time, then makes it true. */
    public List<Event> brokenOff(
            String at,
            String from,
            String to,
            long epoch,
            Map<String, String> inputs,
            Duration after) {
        send(at, from, to, epoch, 1, after, inputs);
        return send(at, from, to, epoch, 2, AMPLE, inputs);
    }

    /** The rest of the contract, for a step that is true now. */
    public void holds(String at, String from, String to, long epoch, Map<String, String> inputs) {
        var first = succeeded(send(at, from, to, epoch, 7, AMPLE, inputs));
        int calls = counting.calls;

        var again = succeeded(send(at, from, to, epoch, 7, AMPLE, inputs));
        assertThat(again).isEqualTo(first);
        assertThat(counting.calls).as("a duplicate is not acted upon").isEqualTo(calls);

        var resumed = succeeded(send(at, from, to, epoch, 8, AMPLE, inputs));
        assertThat(withoutTimes(resumed)).isEqualTo(withoutTimes(first));

        var old = send(at, from, to, epoch - 1, 9, AMPLE, inputs);
        assertThat(old)
                .singleElement()
                .isInstanceOfSatisfying(
                        StepFailed.class,
                        failed -> assertThat(failed.reason()).contains("overtaken"));
        assertThat(counting.calls).as("an older epoch is not acted upon").isEqualTo(calls + 1);

        var overtaken = send(at, from, to, epoch, 6, AMPLE, inputs);
        assertThat(overtaken)
                .singleElement()
                .isInstanceOfSatisfying(
                        StepFailed.class,
                        failed -> assertThat(failed.reason()).contains("overtaken"));
        assertThat(counting.calls).as("an older attempt is not acted upon").isEqualTo(calls + 1);

        var late = send(at, from, to, epoch, 10, Duration.ofSeconds(-1), inputs);
        assertThat(late)
                .singleElement()
                .isInstanceOfSatisfying(
                        StepFailed.class,
                        failed -> assertThat(failed.reason()).contains("was not begun"));
    }

    public static StepSucceeded succeeded(List<Event> said) {
        assertThat(said).isNotEmpty();
        assertThat(said.getLast()).isInstanceOf(StepSucceeded.class);
        return (StepSucceeded) said.getLast();
    }

    private List<Event> send(
            String at,
            String from,
            String to,
            long epoch,
            int attempt,
            Duration within,
            Map<String, String> inputs) {
        StepCommanded command =
                world.command(executor.kind(), at, from, to, epoch, attempt, within, inputs);
        int before = said.size();
        runner.run(World.envelope(command), command);
        var now = new ArrayList<>(said.subList(before, said.size()));
        assertThat(now.getLast()).isInstanceOf(StepEvent.class);
        return now;
    }

    private static Map<String, String> withoutTimes(StepSucceeded event) {
        var evidence = new HashMap<>(event.evidence());
        evidence.keySet()
                .removeIf(key ->
                        key.endsWith("At") || key.endsWith("Method") || key.equals("caughtUpTo"));
        return evidence;
    }
}
