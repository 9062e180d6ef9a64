package io.bascule.failover.executor;

import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvent.StepFailed;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this executor must not forget: per application the highest epoch, written before anything is
 * done under it, and the results of the newest {@value #KEPT} commands, so that a command is
 * answered twice but acted upon once.
 */
final class StepJournal {

    static final int KEPT = 200;

    private final Path folder;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    StepJournal(Path folder) {
        this.folder = folder;
    }

    /** One application's memory. */
    record Entry(long epoch, List<Result> results) {
        Entry {
            results = List.copyOf(results);
        }
    }

    /** One of the two. */
    record Result(@Nullable StepSucceeded succeeded, @Nullable StepFailed failed) {

        boolean answers(StepCommanded command) {
            if (succeeded != null) {
                return succeeded.epoch() == command.epoch()
                        && succeeded.index() == command.index()
                        && succeeded.attempt() == command.attempt()
                        && succeeded.step() == command.step();
            }
            return failed != null
                    && failed.epoch() == command.epoch()
                    && failed.index() == command.index()
                    && failed.attempt() == command.attempt()
                    && failed.step() == command.step();
        }

        @Nullable StepEvent event() {
            return succeeded != null ? succeeded : failed;
        }
    }

    /** The highest epoch that was admitted; 0 if none was. */
    long epoch(String application) {
        return entry(application).epoch();
    }

    /**
     * Takes an epoch for the highest one, on disk when this returns.
     *
     * @return whether no higher one was admitted before
     */
    synchronized boolean admit(String application, long epoch) {
        var entry = entry(application);
        if (epoch > entry.epoch()) {
            write(application, new Entry(epoch, entry.results()));
        }
        return epoch >= entry.epoch();
    }

    /** What was reported for this very command before. */
    Optional<StepEvent> answerTo(StepCommanded command) {
        return entry(command.application()).results().stream()
                .filter(result -> result.answers(command))
                .findFirst()
                .map(Result::event);
    }

    /** Remembers a result, on disk when this returns. */
    synchronized void record(String application, Result result) {
        var entry = entry(application);
        var results = new ArrayList<>(entry.results());
        results.add(result);
        int surplus = Math.max(0, results.size() - KEPT);
        write(application, new Entry(entry.epoch(), results.subList(surplus, results.size())));
    }

    private Entry entry(String application) {
        return entries.computeIfAbsent(
                application, name -> file(name).read().orElse(new Entry(0, List.of())));
    }

    private void write(String application, Entry entry) {
        file(application).write(entry);
        entries.put(application, entry);
    }

    private JsonFile<Entry> file(String application) {
        return new JsonFile<>(folder.resolve(application + ".json"), Entry.class);
    }
}
