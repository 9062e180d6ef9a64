package io.bascule.sandbox.trouble;

import io.bascule.sandbox.client.Clerk;
import io.bascule.sandbox.client.Orders;
import io.bascule.sandbox.client.OrdersClient;
import io.bascule.sandbox.world.Progress;
import io.bascule.sandbox.world.SandboxException;
import io.bascule.sandbox.world.SandboxException.Cause;
import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The troubles of one disaster, played by the client on the real primary. */
public final class Troubles {

    /** A new table is published by the next look of the executor, which is due every 5 s. */
    private static final Duration PUBLISHED = Duration.ofSeconds(30);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Set<Trouble> chosen;
    private final World world;
    private final OrdersClient client;
    private final Progress progress;
    private final List<Play> plays;

    public Troubles(Set<Trouble> chosen, World world, OrdersClient client, Progress progress) {
        this.chosen = Set.copyOf(chosen);
        this.world = world;
        this.client = client;
        this.progress = progress;
        this.plays = chosen.stream().sorted().flatMap(t -> play(t).stream()).toList();
    }

    private Optional<Play> play(Trouble trouble) {
        return switch (trouble) {
            case LONG_TRANSACTIONS -> Optional.of(new LongTransactions(client));
            case ROLLBACKS -> Optional.of(new RolledBack());
            case DDL -> Optional.of(new Definitions());
            case NO_PRIMARY_KEY -> Optional.of(new NoPrimaryKey());
            case ANALYZE -> Optional.of(new Maintenance());
            case CHECKPOINT -> Optional.of(new Checkpoint(world, world.application().primary()));
            case ASYNC_COMMIT -> Optional.of(new Unsynchronised(client));
            // These are the disaster's own.
            case OLD_SITE_LOST, PAUSE_REPLAY -> Optional.empty();
        };
    }

    /** Whether that one is played. */
    public boolean has(Trouble trouble) {
        return chosen.contains(trouble);
    }

    /** Every published table that the client writes to. */
    public List<String> tables() {
        return Stream.concat(
                        Stream.of(Orders.ORDERS),
                        plays.stream().flatMap(play -> play.tables().stream()))
                .toList();
    }

    /** All is well yet: what is needed is made, and published. */
    public void prepare() {
        each("be prepared for", Play::prepare);
        var tables = tables();
        if (tables.size() > 1) {
            awaitPublished(tables);
        }
    }

    /** Right before the cut. */
    public void begin() {
        for (var play : plays) {
            try {
                play.begin();
            } catch (SQLException e) {
                throw failed("begin", e);
            }
        }
    }

    /** During the cut. */
    public void befall() {
        each(
                "be done during the cut",
                (play, clerk) -> {
                    var done = play.befall(clerk);
                    if (!done.isEmpty()) {
                        progress.says(done);
                    }
                });
    }

    /** The primary is dead. */
    public void die() {
        plays.forEach(Play::die);
    }

    /** The other site serves: what is there now? */
    public void lookAround() {
        each("be looked for after the failover", Play::lookAround);
    }

    /** What must be so. */
    public List<Finding> findings(Aftermath after) {
        return plays.stream().flatMap(play -> play.findings(after).stream()).toList();
    }

    /** The round is over. */
    public void end() {
        each("be set back", Play::end);
    }

    /** The site that was left burns down: executor and data are gone for good. */
    public void loseSite(String site) {
        var executor = world.service("executor-" + site).process().handle();
        var _ = executor.destroyForcibly();
        var _ = executor.onExit().orTimeout(10, java.util.concurrent.TimeUnit.SECONDS).join();
        var data = world.clusterAt(site).dataDir();
        try (Stream<Path> files = Files.walk(data)) {
            for (var file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new SandboxException(
                    Cause.WORLD, "Expected to delete " + data + ", but: " + e, e);
        }
        progress.says(site + " is lost for good: its executor and its data are gone");
    }

    private interface Act {
        void on(Play play, Clerk clerk) throws SQLException;
    }

    private void each(String what, Act act) {
        if (plays.isEmpty()) {
            return;
        }
        try (var clerk = client.clerk()) {
            for (var play : plays) {
                act.on(play, clerk);
            }
        } catch (SQLException e) {
            throw failed(what, e);
        }
    }

    private static SandboxException failed(String what, SQLException e) {
        return new SandboxException(
                Cause.AWAITED,
                "Expected the client's trouble to " + what + ", but: " + e.getMessage(),
                e);
    }

    private void awaitPublished(List<String> tables) {
        var wanted = new ArrayList<String>(tables);
        long end = System.nanoTime() + PUBLISHED.toNanos();
        try (var clerk = client.clerk()) {
            while (true) {
                wanted.removeAll(clerk.asks("select tablename from pg_publication_tables"));
                if (wanted.isEmpty()) {
                    return;
                }
                if (System.nanoTime() - end > 0) {
                    throw new SandboxException(
                            Cause.AWAITED,
                            "Expected " + wanted + " to be published, but they are not");
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        } catch (SQLException e) {
            throw failed("be published", e);
        }
    }
}
