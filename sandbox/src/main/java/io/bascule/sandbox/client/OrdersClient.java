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
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Gives each row its id, and notes what became of it. Used by several threads. */
    public interface Book {

        /** Takes so many ids that follow one another; no row had one of them before. */
        long take(int number);

        /** Something was refused before its commit was sent. */
        void refuses();

        /** From now on a transaction may have been committed. */
        void sends(Written transaction);

        /** What became of it; the time is by {@link System#nanoTime}. */
        void answered(Written transaction, Fate fate, long atNanos);
    }

    private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofMillis(15);
    private static final Duration END = Duration.ofSeconds(5);

    private final String url;
    private final Properties properties = new Properties();
    private final Pace pace;
    private final Ledger ledger = new Ledger();
    private final Book book;
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final List<Thread> writers = new ArrayList<>();

    private OrdersClient(String url, String user, String password, Pace pace, @Nullable Book book) {
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

    /** A further hand, on a connection of its own through the front door. */
    public Clerk clerk() throws SQLException {
        return new Clerk(this, open());
    }

    /** Every writer connects anew before its next order, so that what is set for its role holds. */
    public void connectsAnew() {
        var _ = sessions.incrementAndGet();
    }

    /** Takes so many ids that follow one another; no row gets one of them but the caller's. */
    long takeIds(int number) {
        return book.take(number);
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
        int session = 0;
        while (!ends.get()) {
            if (connection != null && session != sessions.get()) {
                close(connection);
                connection = null;
            }
            if (connection == null) {
                session = sessions.get();
                connection = connect();
            }
            if (!order(connection, takeIds(1), number)) {
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
            var connection = open();
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException _) {
            // Nobody serves now; the order counts as refused.
            return null;
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection(url, properties);
    }

    /** Whether it was acknowledged. */
    private boolean order(@Nullable Connection connection, long id, int client) {
        if (connection == null) {
            book.refuses();
            return false;
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into orders (id, client, amount, placed_at) values (?, ?, ?, clock_timestamp())")) {
            insert.setLong(1, id);
            insert.setInt(2, client);
            insert.setBigDecimal(3, java.math.BigDecimal.valueOf(100 + id % 90_000, 2));
            insert.executeUpdate();
        } catch (SQLException _) {
            // The commit was never sent.
            book.refuses();
            return false;
        }
        return commits(connection, Written.order(id)) == Fate.ACKNOWLEDGED;
    }

    /** Commits, and notes what came of it; in doubt from before the commit is sent. */
    Fate commits(Connection connection, Written transaction) {
        book.sends(transaction);
        Fate fate;
        try {
            connection.commit();
            fate = Fate.ACKNOWLEDGED;
        } catch (SQLException e) {
            fate = saysNo(e) ? Fate.REFUSED : Fate.IN_DOUBT;
        }
        book.answered(transaction, fate, System.nanoTime());
        return fate;
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

    static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException _) {
            // It was broken already.
        }
    }

    /** Ids from 1 on, for a client that begins with empty tables. */
    private static final class LedgerBook implements Book {

        private final Ledger ledger;
        private final AtomicLong lastId = new AtomicLong();

        LedgerBook(Ledger ledger) {
            this.ledger = ledger;
        }

        @Override
        public long take(int number) {
            return lastId.getAndAdd(number) + 1;
        }

        @Override
        public void refuses() {
            ledger.refuses();
        }

        @Override
        public void sends(Written transaction) {
            ledger.sends(transaction);
        }

        @Override
        public void answered(Written transaction, Fate fate, long atNanos) {
            ledger.answered(transaction, fate, atNanos);
        }
    }
}
