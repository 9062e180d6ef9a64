package io.bascule.replication.steps;

import io.bascule.contracts.event.CommandEvent.Mode;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvent.StepFailed;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.replication.ledger.LedgerKeeper.Closed;
import io.bascule.replication.watch.Watches;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Executes CLOSE_LEDGER. The same command is answered with the same words; one of an epoch that is
 * over, or whose deadline has passed, changes nothing.
 *
 * <p>Safe for several threads: a command that comes again while it is executed waits for the
 * answer.
 */
public final class CloseLedger {

    /** Answers remembered; commands are sent again for seconds, not for days. */
    private static final int REMEMBERED = 256;

    private record Key(String application, long epoch, int index, int attempt) {}

    private final Watches watches;
    private final InstantSource clock;
    private final Duration drainWithin;
    private final Map<Key, StepEvent> answers =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, StepEvent> eldest) {
                    return size() > REMEMBERED;
                }
            };

    public CloseLedger(Watches watches, InstantSource clock, Duration drainWithin) {
        this.watches = watches;
        this.clock = clock;
        this.drainWithin = drainWithin;
    }

    /** The answer; empty if the command came too late, or before the facts that lead to it. */
    public synchronized Optional<StepEvent> execute(StepCommanded command)
            throws InterruptedException {
        var key =
                new Key(command.application(), command.epoch(), command.index(), command.attempt());
        var known = answers.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        var startedAt = clock.instant();
        var watched = watches.find(command.application());
        if (watched.isEmpty() || startedAt.isAfter(command.deadline())) {
            return Optional.empty();
        }
        var topology = watched.get().topology();
        if (command.epoch() > topology.settledEpoch()
                && !command.from().equals(topology.activeSite())) {
            // The facts that lead here are still to be read; the command comes again.
            return Optional.empty();
        }
        StepEvent answer;
        if (command.epoch() < topology.epoch() || command.epoch() <= topology.settledEpoch()) {
            answer =
                    failed(
                            command,
                            startedAt,
                            "Expected epoch "
                                    + topology.epoch()
                                    + " or newer and not over yet, but found "
                                    + command.epoch()
                                    + "; the command is out of date");
        } else if (command.mode() == Mode.SIMULATION) {
            answer = succeeded(command, startedAt, Map.of("simulated", "true"));
        } else {
            answer =
                    succeeded(
                            command,
                            startedAt,
                            evidence(
                                    watched.get()
                                            .ledger()
                                            .closeUnder(command.epoch(), drainWithin)));
        }
        answers.put(key, answer);
        return Optional.of(answer);
    }

    private static Map<String, String> evidence(Closed closed) {
        var evidence = new HashMap<String, String>();
        evidence.put(StepEvidence.LEDGER_RECORDED_UP_TO, closed.recordedUpTo().toString());
        evidence.put("ledgerDrained", closed.drained() ? "yes" : closed.detail());
        return evidence;
    }

    private StepEvent succeeded(
            StepCommanded command, Instant startedAt, Map<String, String> evidence) {
        return new StepSucceeded(
                command.application(),
                command.runId(),
                command.epoch(),
                command.index(),
                command.attempt(),
                command.step(),
                command.site(),
                startedAt,
                clock.instant(),
                evidence);
    }

    private StepEvent failed(StepCommanded command, Instant startedAt, String reason) {
        return new StepFailed(
                command.application(),
                command.runId(),
                command.epoch(),
                command.index(),
                command.attempt(),
                command.step(),
                command.site(),
                startedAt,
                clock.instant(),
                reason);
    }
}
