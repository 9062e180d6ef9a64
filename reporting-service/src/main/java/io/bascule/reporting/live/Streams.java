package io.bascule.reporting.live;

import io.bascule.reporting.ReportingProperties;
import io.bascule.reporting.console.Page;
import io.bascule.reporting.console.Pages;
import io.bascule.reporting.projection.Changes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Open pages, each painted on one thread when something that it shows has changed, at most five
 * times a second and once a second for figures that change all the time. Pages that are the same
 * are painted once. A page that cannot be painted is cut off, so that its browser says it is stale.
 */
@Component
class Streams implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

    private static final long AFTER_FACTS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long AFTER_FIGURES = TimeUnit.SECONDS.toNanos(1);

    private final Pages pages;
    private final int most;
    private final Counter slow;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Map<Page, Watched> watched = new LinkedHashMap<>();
    private int open;
    private boolean running;
    private @Nullable Thread painter;

    Streams(Pages pages, ReportingProperties properties, Changes changes, MeterRegistry metrics) {
        this.pages = pages;
        this.most = properties.streams();
        this.slow =
                Counter.builder("dr.console.streams.cut")
                        .description("Open pages that were cut off because they did not keep up")
                        .register(metrics);
        Gauge.builder("dr.console.streams", this, Streams::open)
                .description("Open pages of the console")
                .register(metrics);
        changes.listen(this::changed);
    }

    private static final class Watched {
        private final List<Subscriber> subscribers = new ArrayList<>();
        private long painted = System.nanoTime() - AFTER_FIGURES;
        private long due = System.nanoTime();

        void dueAt(long time) {
            due = time - due < 0 ? time : due;
        }
    }

    /** A new stream of that page; empty if there are too many, or the service is stopping. */
    Optional<Subscriber> open(Page page) {
        lock.lock();
        try {
            if (!running || open >= most) {
                return Optional.empty();
            }
            var subscriber = new Subscriber(page);
            var watch = watched.computeIfAbsent(page, _ -> new Watched());
            watch.subscribers.add(subscriber);
            watch.due = System.nanoTime();
            open++;
            woken.signalAll();
            return Optional.of(subscriber);
        } finally {
            lock.unlock();
        }
    }

    void close(Subscriber subscriber) {
        lock.lock();
        try {
            var watch = watched.get(subscriber.page());
            if (watch != null && watch.subscribers.remove(subscriber)) {
                open--;
                if (watch.subscribers.isEmpty()) {
                    watched.remove(subscriber.page());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private int open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    private void changed(Changes.Kind kind, String subject) {
        lock.lock();
        try {
            if (watched.isEmpty()) {
                return;
            }
            long now = System.nanoTime();
            long pause = kind == Changes.Kind.HEARD ? AFTER_FIGURES : AFTER_FACTS;
            watched.forEach((page, watch) -> {
                if (page.concernedBy(kind, subject)) {
                    watch.dueAt(Math.max(now, watch.painted + pause));
                }
            });
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        lock.lock();
        try {
            running = true;
        } finally {
            lock.unlock();
        }
        painter = Thread.ofVirtual().name("painter").start(this::paint);
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            running = false;
            watched.values().forEach(watch -> watch.subscribers.forEach(Subscriber::cut));
        } finally {
            lock.unlock();
        }
        Thread thread = painter;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Stopped first of all: a web server that stops gracefully waits for what is open. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    /** Runs until the service stops. */
    private void paint() {
        try {
            long readingAt = System.nanoTime();
            String reading = "";
            while (isRunning()) {
                Map<Page, List<Subscriber>> due = due(readingAt);
                if (System.nanoTime() - readingAt >= 0) {
                    readingAt = System.nanoTime() + AFTER_FIGURES;
                    reading = sayReading(reading);
                }
                due.forEach(this::paint);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** The pages that are due, or none when the time is over. */
    private Map<Page, List<Subscriber>> due(long until) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var due = take();
            while (running && due.isEmpty() && (watched.isEmpty() || left(until) > 0)) {
                if (watched.isEmpty()) {
                    woken.await();
                } else {
                    var _ = woken.awaitNanos(left(until));
                }
                due = take();
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    private Map<Page, List<Subscriber>> take() {
        var due = new LinkedHashMap<Page, List<Subscriber>>();
        long now = System.nanoTime();
        watched.forEach((page, watch) -> {
            if (watch.due - now <= 0) {
                watch.painted = now;
                watch.due = now + page.lookedAtEvery().toNanos();
                due.put(page, List.copyOf(watch.subscribers));
            }
        });
        return due;
    }

    /** Nanoseconds until the first page is due, or until that time if it comes before. */
    private long left(long until) {
        long now = System.nanoTime();
        return watched.values().stream()
                .mapToLong(watch -> watch.due - now)
                .reduce(until - now, Math::min);
    }

    private void paint(Page page, List<Subscriber> subscribers) {
        try {
            List<Fragment> fragments = Fragment.of(pages.render(page).orElse(""));
            for (Subscriber subscriber : subscribers) {
                boolean first = subscriber.shown().isEmpty();
                var messages = new ArrayList<Subscriber.Message>();
                Fragment.changes(fragments, subscriber.shown())
                        .forEach(html -> messages.add(new Subscriber.Message("swap", html)));
                if (first) {
                    messages.add(new Subscriber.Message("synced", ""));
                }
                send(subscriber, messages);
            }
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .log("Expected to render {}, but {}", page.address(), e.toString());
            subscribers.forEach(Subscriber::cut);
        }
    }

    private void send(Subscriber subscriber, List<Subscriber.Message> messages) {
        boolean was = subscriber.isCut();
        subscriber.send(messages);
        if (!was && subscriber.isCut()) {
            slow.increment();
            LOG.atInfo().log("An open page does not keep up and is cut off");
        }
    }

    private String sayReading(String before) {
        String now = pages.reading();
        if (!now.equals(before)) {
            Fragment.of(now)
                    .forEach(fragment -> {
                        var message = List.of(new Subscriber.Message("swap", fragment.own()));
                        all().forEach(subscriber -> send(subscriber, message));
                    });
        }
        return now;
    }

    private List<Subscriber> all() {
        lock.lock();
        try {
            return watched.values().stream().flatMap(watch -> watch.subscribers.stream()).toList();
        } finally {
            lock.unlock();
        }
    }
}
