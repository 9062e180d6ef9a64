package io.bascule.failover.executor;

import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.contracts.event.StepEvent;
import io.bascule.contracts.event.StepEvent.StepFailed;
import io.bascule.contracts.event.StepEvent.StepSucceeded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this executor must not forget: per application the newest command, by epoch, place in the
 * run and attempt, written before anything is done for it; and the results of the newest {@value
 * #KEPT} commands, so that a command is answered twice but acted upon once. A command that was
 * overtaken is never begun, however late it arrives.
 */
final class StepJournal {

    static final int KEPT = 200;

    private final Path folder;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    StepJournal(Path folder) {
        this.folder = folder;
    }

    /** How new a command is: a later epoch, within it a later step, of it a later attempt. */
    record Newness(long epoch, int index, int attempt) implements Comparable<Newness> {

        private static final Comparator<Newness> ORDER =
                Comparator.comparingLong(Newness::epoch)
                        .thenComparingInt(Newness::index)
                        .thenComparingInt(Newness::attempt);

        static Newness of(StepCommanded command) {
            return new Newness(command.epoch(), command.index(), command.attempt());
        }

        @Override
        public int compareTo(Newness other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return "epoch " + epoch + ", step " + index + ", attempt " + attempt;
        }
    }

    /** One application's memory. */
    record Entry(Newness newest, List<Result> results) {

        static final Entry EMPTY = new Entry(new Newness(0, 0, 0), List.of());

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
        return entry(application).newest().epoch();
    }

    /** The newest command that was admitted. */
    Newness newest(String application) {
        return entry(application).newest();
    }

    /**
     * Takes a command for the newest one, on disk when this returns.
     *
     * @return whether no newer one was admitted before
     */
    synchronized boolean admit(StepCommanded command) {
        var entry = entry(command.application());
        var newness = Newness.of(command);
        int order = newness.compareTo(entry.newest());
        if (order > 0) {
            write(command.application(), new Entry(newness, entry.results()));
        }
        return order >= 0;
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
        write(application, new Entry(entry.newest(), results.subList(surplus, results.size())));
    }

    private Entry entry(String application) {
        return entries.computeIfAbsent(application, name -> file(name).read().orElse(Entry.EMPTY));
    }

    private void write(String application, Entry entry) {
        file(application).write(entry);
        entries.put(application, entry);
    }

    private JsonFile<Entry> file(String application) {
        return new JsonFile<>(folder.resolve(application + ".json"), Entry.class);
    }
}
