package io.bascule.sandbox.world;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The processes of a world that come back when they die. */
final class Supervision implements AutoCloseable {

    private final Progress progress;
    private final Duration longestWait;
    private final Map<String, Supervised> all = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * @param longestWait before a process is started again
     */
    Supervision(Progress progress, Duration longestWait) {
        this.progress = progress;
        this.longestWait = longestWait;
    }

    /** Starts a process; it is supervised once {@link Supervised#awaitFirst} has returned. */
    Supervised start(
            String name, String place, Supplier<Child> start, Supervised.Readiness readiness) {
        var supervised =
                new Supervised(
                        name,
                        place,
                        start,
                        readiness,
                        progress,
                        this::tell,
                        new Backoff(longestWait));
        all.put(name, supervised);
        if (closed) {
            supervised.close();
        }
        return supervised;
    }

    /** Is told whenever a process was replaced or became ready, on the thread that saw it. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** In the order of their names. */
    List<Supervised> all() {
        return all.values().stream()
                .sorted(java.util.Comparator.comparing(Supervised::name))
                .toList();
    }

    /** The one of that name; null if there is none. */
    @Nullable Supervised named(String name) {
        return all.get(name);
    }

    /** From now on nothing is started again. */
    @Override
    public void close() {
        closed = true;
        all.values().forEach(Supervised::close);
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }
}
