package io.bascule.failover.executor;

import io.bascule.backbone.FaultPoints;
import io.bascule.backbone.LogContext;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.CommandEvent.Mode;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvent.StepFailed;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepKind;
import io.bascule.postgres.PostgresException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one command: refuses an older epoch, answers a known one from the journal, does not begin
 * one past its deadline, breaks off one that reaches it, and reports how it went.
 */
final class StepRunner {

    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

    /** A step that was interrupted at its deadline has this long to let go. */
    private static final Duration LETTING_GO = Duration.ofSeconds(30);

    private final Map<StepKind, StepExecutor> executors;
    private final StepJournal journal;
    private final Reports reports;
    private final Clock clock;
    private final FaultPoints faults;
    private final StepMetrics metrics;

    StepRunner(
            Collection<StepExecutor> executors,
            StepJournal journal,
            Reports reports,
            Clock clock,
            FaultPoints faults,
            MeterRegistry meters) {
        this.executors =
                executors.stream()
                        .collect(Collectors.toMap(StepExecutor::kind, Function.identity()));
        this.journal = journal;
        this.reports = reports;
        this.clock = clock;
        this.faults = faults;
        this.metrics = new StepMetrics(meters, this.executors.keySet());
    }

    /** Whether it has an executor for this. */
    boolean knows(StepKind kind) {
        return executors.containsKey(kind);
    }

    /** Runs it to its end and reports. */
    void run(EventEnvelope<?> envelope, StepCommanded command) {
        var known = journal.answerTo(command);
        if (known.isPresent()) {
            faults.reach(FaultPoints.BEFORE_REPORT, command.step());
            reports.say(known.get(), envelope);
            faults.reach(FaultPoints.AFTER_REPORT, command.step());
            return;
        }
        var begun = clock.instant();
        if (!journal.admit(command)) {
            // Not recorded: the journal keeps what was done, and nothing was.
            reports.say(
                    failed(
                            command,
                            begun,
                            "Expected no command older than "
                                    + journal.newest(command.application())
                                    + ", but this one is of "
                                    + StepJournal.Newness.of(command)
                                    + "; a newer one has overtaken it"),
                    envelope);
            return;
        }
        faults.reach(FaultPoints.BEFORE_EFFECT, command.step());
        var result = attempt(envelope, command, begun);
        faults.reach(FaultPoints.AFTER_EFFECT, command.step());
        metrics.ended(
                command.step(),
                result.event() instanceof StepSucceeded,
                Duration.between(begun, clock.instant()));
        journal.record(command.application(), result);
        faults.reach(FaultPoints.BEFORE_REPORT, command.step());
        var event = result.event();
        if (event != null) {
            reports.say(event, envelope);
        }
        faults.reach(FaultPoints.AFTER_REPORT, command.step());
    }

    private StepJournal.Result attempt(
            EventEnvelope<?> envelope, StepCommanded command, Instant begun) {
        var deadline = Deadline.of(envelope.time(), command.deadline(), begun);
        var executor = executors.get(command.step());
        if (executor == null || command.mode() == Mode.SIMULATION) {
            return failure(
                    command,
                    begun,
                    "Expected an executor for "
                            + command.step()
                            + " in mode "
                            + command.mode()
                            + " at "
                            + command.site()
                            + ", but found none");
        }
        if (deadline.passed()) {
            return failure(
                    command,
                    begun,
                    "Expected the command before its deadline "
                            + command.deadline()
                            + ", but it came later and was not begun; resume the run");
        }
        try {
            var evidence =
                    within(
                            deadline,
                            executor,
                            new StepWork(
                                    command,
                                    deadline.early(),
                                    (StepEvent fact) -> reports.say(fact, envelope)));
            LOG.atInfo()
                    .addKeyValue(LogContext.RUN, command.runId())
                    .addKeyValue("step", command.step())
                    .addKeyValue("millis", Duration.between(begun, clock.instant()).toMillis())
                    .log("Step is true");
            return new StepJournal.Result(succeeded(command, begun, evidence), null);
        } catch (StepFailedException | PostgresException e) {
            LOG.atWarn()
                    .addKeyValue(LogContext.RUN, command.runId())
                    .addKeyValue("step", command.step())
                    .log("Step failed: {}", e.getMessage(), e.getCause());
            return failure(command, begun, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue(LogContext.RUN, command.runId())
                    .addKeyValue("step", command.step())
                    .log("Step failed unexpectedly", e);
            return failure(command, begun, "Expected no error, but found " + e);
        }
    }

    private static Map<String, String> within(
            Deadline deadline, StepExecutor executor, StepWork work) {
        var task = new FutureTask<>(() -> executor.makeTrue(work));
        var thread = Thread.ofVirtual().name("step-" + executor.kind()).start(task);
        try {
            return task.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            letGo(thread);
            throw new StepFailedException(
                    "Expected "
                            + executor.kind()
                            + " within its deadline, but it was not true by then and was broken off; look at the executor's log, then resume the run",
                    e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException known -> throw known;
                case null, default ->
                        throw new StepFailedException("Expected no error, but found " + e, e);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new StepFailedException("The executor was stopped during the step", e);
        }
    }

    /** Two steps of one application never run at once, not even when the first one hangs. */
    private static void letGo(Thread thread) {
        try {
            if (!thread.join(LETTING_GO)) {
                LOG.atError()
                        .addKeyValue("thread", thread.getName())
                        .log("A step does not let go after its deadline; waiting for it");
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private StepJournal.Result failure(StepCommanded command, Instant begun, String reason) {
        return new StepJournal.Result(null, failed(command, begun, reason));
    }

    private StepSucceeded succeeded(
            StepCommanded command, Instant begun, Map<String, String> evidence) {
        return new StepSucceeded(
                command.application(),
                command.runId(),
                command.epoch(),
                command.index(),
                command.attempt(),
                command.step(),
                command.site(),
                begun,
                clock.instant(),
                evidence);
    }

    private StepFailed failed(StepCommanded command, Instant begun, String reason) {
        return new StepFailed(
                command.application(),
                command.runId(),
                command.epoch(),
                command.index(),
                command.attempt(),
                command.step(),
                command.site(),
                begun,
                clock.instant(),
                reason);
    }
}
