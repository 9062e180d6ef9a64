package io.bascule.failover.executor;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that write rows of their own through the front door and keep a ledger: what was
 * acknowledged, and what was sent without an answer.
 */
public final class Writers implements AutoCloseable {

    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong lastAck = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGap = new AtomicLong();
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Long> inDoubt = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    public Writers(int clients, Callable<Connection> frontDoor) {
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.startVirtualThread(() -> write(frontDoor)));
        }
    }

    public Set<Long> acknowledged() {
        return acknowledged;
    }

    public Set<Long> inDoubt() {
        return inDoubt;
    }

    /** The longest time without any acknowledgement since the last call, in milliseconds. */
    public long takeLongestGapMillis() {
        return longestGap.getAndSet(0) / 1_000_000;
    }

    @Override
    public void close() {
        stopped = true;
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(Callable<Connection> frontDoor) {
        while (!stopped) {
            try (var connection = frontDoor.call();
                    var insert =
                            connection.prepareStatement("INSERT INTO orders (id) VALUES (?)")) {
                while (!stopped) {
                    long id = ids.incrementAndGet();
                    insert.setLong(1, id);
                    inDoubt.add(id);
                    insert.executeUpdate();
                    acknowledged.add(id);
                    inDoubt.remove(id);
                    long now = System.nanoTime();
                    longestGap.accumulateAndGet(now - lastAck.getAndSet(now), Math::max);
                }
            } catch (SQLException _) {
                // Connects again: the front door leads to another server soon.
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
