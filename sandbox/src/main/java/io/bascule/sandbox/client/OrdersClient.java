package io.bascule.sandbox.client;

import io.bascule.sandbox.client.Ledger.Fate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * The application's client: several connections write orders through the front door, each in a
 * transaction of its own, and note what they were told. A connection that breaks is replaced at
 * once; an order is never written again under the same id.
 */
public final class OrdersClient implements AutoCloseable {

    /** How it writes. */
    public record Pace(int connections, int ordersPerSecond) {

        /** Four connections, together 320 orders a second. */
        public static final Pace DEFAULT = new Pace(4, 320);
    }

    /** Gives each order its number, and notes what became of it. Used by several threads. */
    public interface Book {

        /** A number that no order had before. */
        long next();

        /** What became of an order; the time is by {@link System#nanoTime}. */
        void record(long id, Fate fate, long atNanos);
    }

    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMillis(15);
    private static final Duration END = Duration.ofSeconds(5);

    private final String url;
    private final Properties properties = new Properties();
    private final Pace pace;
    private final Ledger ledger = new Ledger();
    private final Book book;
    private final AtomicBoolean ends = new AtomicBoolean();
    private final List<Thread> writers = new ArrayList<>();

    private OrdersClient(
            String url, String user, String password, Pace pace, @Nullable Book book) {
        this.url = url;
        this.pace = pace;
        this.book = book == null ? new LedgerBook(ledger) : book;
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "3");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("ApplicationName", "orders-client");
    }

    /** Begins to write; {@link #close} ends it. */
    public static OrdersClient start(String url, String user, String password, Pace pace) {
        return start(new OrdersClient(url, user, password, pace, null));
    }

    /** Begins to write, and notes everything in that book instead of the ledger. */
    public static OrdersClient start(
            String url, String user, String password, Pace pace, Book book) {
        return start(new OrdersClient(url, user, password, pace, book));
    }

    private static OrdersClient start(OrdersClient client) {
        for (int number = 1; number <= client.pace.connections(); number++) {
            int writer = number;
            client.writers.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("orders-" + number)
                            .start(() -> client.write(writer)));
        }
        return client;
    }

    /** What the client was told, unless it has a book of its own. */
    public Ledger ledger() {
        return ledger;
    }

    /** Ends all writers; what they had sent is acknowledged, refused or in doubt afterwards. */
    @Override
    public void close() {
        ends.set(true);
        long end = System.nanoTime() + END.toNanos();
        for (var writer : writers) {
            try {
                writer.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void write(int number) {
        long every = Duration.ofSeconds(1).toNanos() * pace.connections() / pace.ordersPerSecond();
        long due = System.nanoTime();
        Connection connection = null;
        while (!ends.get()) {
            if (connection == null) {
                connection = connect();
            }
            long id = book.next();
            var fate = connection == null ? Fate.REFUSED : order(connection, id, number);
            book.record(id, fate, System.nanoTime());
            if (fate != Fate.ACKNOWLEDGED) {
                close(connection);
                connection = null;
                LockSupport.parkNanos(PAUSE_AFTER_REFUSAL.toNanos());
            }
            due += every;
            long left = due - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(left);
            } else {
                // What was not written while the door was closed is not made up for.
                due = System.nanoTime();
            }
        }
        close(connection);
    }

    private @Nullable Connection connect() {
        try {
            var connection = DriverManager.getConnection(url, properties);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException _) {
            // Nobody serves now; the order counts as refused.
            return null;
        }
    }

    private static Fate order(Connection connection, long id, int client) {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into orders (id, client, amount, placed_at) values (?, ?, ?, clock_timestamp())")) {
            insert.setLong(1, id);
            insert.setInt(2, client);
            insert.setBigDecimal(3, java.math.BigDecimal.valueOf(100 + id % 90_000, 2));
            insert.executeUpdate();
        } catch (SQLException _) {
            // The commit was never sent.
            return Fate.REFUSED;
        }
        try {
            connection.commit();
            return Fate.ACKNOWLEDGED;
        } catch (SQLException e) {
            return saysNo(e) ? Fate.REFUSED : Fate.IN_DOUBT;
        }
    }

    /**
     * Whether the server itself says that the transaction was rolled back. A lost connection, and a
     * session that is ended by the server, say nothing of the kind.
     */
    private static boolean saysNo(SQLException e) {
        return e instanceof PSQLException p
                && p.getServerErrorMessage() != null
                && "ERROR".equals(p.getServerErrorMessage().getSeverity());
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException _) {
            // It was broken already.
        }
    }

    /** Numbers from 1 on, for a client that begins with an empty table. */
    private static final class LedgerBook implements Book {

        private final Ledger ledger;
        private final AtomicLong last = new AtomicLong();

        LedgerBook(Ledger ledger) {
            this.ledger = ledger;
        }

        @Override
        public long next() {
            return last.incrementAndGet();
        }

        @Override
        public void record(long id, Fate fate, long atNanos) {
            ledger.record(id, fate, atNanos);
        }
    }
}
