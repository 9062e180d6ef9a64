package io.bascule.failover.executor.postgres;

import static io.bascule.failover.executor.StepContract.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.contracts.event.StepEvidence;
import io.bascule.failover.executor.Applications.Application;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.Situation;
import io.bascule.failover.executor.StepContract;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.World;
import io.bascule.failover.executor.Writers;
import io.bascule.failover.executor.haproxy.HoldTrafficStep;
import io.bascule.failover.executor.haproxy.RedirectStep;
import io.bascule.failover.executor.haproxy.Routes;
import io.bascule.failover.executor.haproxy.ValidateStep;
import io.bascule.postgres.Cluster;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two real sites and a real router: the primary is killed, and later takes over again. */
class FailoverAndBackTest {

    private static final Logger LOG = LoggerFactory.getLogger(FailoverAndBackTest.class);
    private static final String F = "frankfurt";
    private static final String P = "paris";
    private static final String W = "witness";

    private World world = uninitialized();
    private SiteDatabase frankfurt = uninitialized();
    private SiteDatabase paris = uninitialized();
    private Routes routes = uninitialized();
    private final Random random = new Random(7);
    private boolean clumsy;
    private final Map<String, String> inputs = new HashMap<>();
    private Lsn logEnd = Lsn.ZERO;

    @BeforeEach
    void aPairAndARouter() throws Exception {
        world = new World();
        world.startRouter();
        routes = new Routes(world.folder.resolve("w"), Duration.ofMillis(100));
        frankfurt = database(F, world.newPrimary());
        frankfurt.start(limit());
        try (var sql = Sql.at(world.plan(), F, limit())) {
            sql.run("CREATE TABLE orders (id bigint PRIMARY KEY)");
            sql.run("CREATE TABLE without_identity (n int)");
            sql.run(World.REPLICATOR);
        }
        keepUp(frankfurt, F, F, 0);
        paris = database(P, world.newStandby());
        paris.start(limit());
        redirect(F, 0);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (var database : List.of(frankfurt, paris)) {
            database.cluster().processes().kill(Duration.ofSeconds(20));
        }
        world.end();
    }

    @ParameterizedTest(name = "steps broken off and taken up again: {0}")
    @ValueSource(booleans = {false, true})
    void aKilledPrimaryIsReplacedItsTailIsKnownExactlyAndItComesBackWithoutLoss(boolean clumsily)
            throws Exception {
        clumsy = clumsily;
        try (var writers = new Writers(4, world::throughTheDoor)) {
            awaitWrites(writers, 200);

            world.toFrankfurt.cut();
            awaitWrites(writers, 300);
            try (var sql = Sql.at(world.plan(), F, limit())) {
                sql.run("CHECKPOINT");
            }
            awaitWrites(writers, 300);
            var lost = failover(writers);

            failback(writers, lost);
        }
    }

    private Set<Long> failover(Writers writers) throws Exception {
        writers.takeLongestGapMillis();
        long begun = System.nanoTime();
        frankfurt.running().orElseThrow().process().destroyForcibly();
        run(new FenceStep(frankfurt, Clock.systemUTC()), F, F, P, 1);
        long fenced = System.nanoTime();
        assertThat(frankfurt.cluster().processes().gone()).isTrue();
        assertThat(frankfurt.cluster().isStandby()).isTrue();
        logEnd = Lsn.parse(inputs.getOrDefault(StepEvidence.LOG_END, ""));
        var promote = new PromoteStep(paris, world.folder.resolve("p"), Clock.systemUTC());
        run(promote, P, F, P, 1);
        long promoted = System.nanoTime();
        assertThat(inputs)
                .containsEntry(StepEvidence.LEDGER_SLOTS, "ready")
                .containsEntry(StepEvidence.TIMELINE, "2")
                .containsEntry(StepEvidence.SYNCHRONOUS_COMMIT, "on")
                .containsEntry(
                        StepEvidence.TABLES_NOT_COUNTED,
                        "public.without_identity (no primary key or replica identity)");
        redirect(P, 1);
        run(new ValidateStep(Clock.systemUTC()), W, F, P, 1);
        awaitWrites(writers, 100);
        LOG.info(
                "Failover: fence {} ms, promote {} ms, writers' gap {} ms",
                (fenced - begun) / 1_000_000,
                (promoted - fenced) / 1_000_000,
                writers.takeLongestGapMillis());
        holds(promote, P, F, P, 1);
        inputs.clear();
        return survivorsMissing(writers);
    }

    /** Acknowledged ones that the new primary lacks; those without an answer are left out. */
    private Set<Long> survivorsMissing(Writers writers) {
        var acknowledged = new HashSet<>(writers.acknowledged());
        acknowledged.removeAll(rows(P));
        return acknowledged;
    }

    private void failback(Writers writers, Set<Long> acknowledgedMissing) throws Exception {
        var inDoubt = new HashSet<>(writers.inDoubt());
        world.toFrankfurt.mend();
        var tail =
                run(new CaptureTailStep(frankfurt, world.folder.resolve("evidence")), F, P, F, 2);
        var lost = lostIds(tail);
        var possible = new HashSet<>(acknowledgedMissing);
        possible.addAll(inDoubt);
        assertThat(acknowledgedMissing).hasSizeGreaterThan(500);
        assertThat(lost).containsAll(acknowledgedMissing);
        assertThat(possible).containsAll(lost);
        assertThat(inputs).containsEntry(StepEvidence.TAIL_QUALITY, "exact");
        assertThat(inputs.get(StepEvidence.TABLES_NOT_COUNTED)).startsWith("public.without_id");
        long walBytes = Long.parseLong(inputs.get(StepEvidence.TAIL_WAL_BYTES));
        assertThat(logEnd.minus(Lsn.parse(inputs.getOrDefault(StepEvidence.FORK_LSN, ""))))
                .as("the end of the log as the fence found it, within a page")
                .isBetween(walBytes, walBytes + 8192);
        assertThat(inputs).containsEntry(StepEvidence.TAIL_TRANSACTIONS, "" + lost.size());
        assertThat(frankfurt.cluster().isStandby()).isTrue();
        assertThat(frankfurt.cluster().processes().gone()).isTrue();

        long begun = System.nanoTime();
        run(new RewindStep(frankfurt, upstreams(), world.folder.resolve("f")), F, P, F, 2);
        LOG.info(
                "Rejoined ({}) in {} ms",
                inputs.get(StepEvidence.REWIND_METHOD),
                (System.nanoTime() - begun) / 1_000_000);
        if (!clumsy) {
            assertThat(inputs).containsEntry(StepEvidence.REWIND_METHOD, "rewound");
        }
        assertThat(inputs).containsEntry(StepEvidence.FOLLOWED_TIMELINE, "2");
        run(new PrepareTargetStep(frankfurt), F, P, F, 2);
        run(new CatchUpStep(), F, P, F, 2);
        planned(writers);
    }

    private void planned(Writers writers) throws Exception {
        run(new CheckpointStep(), P, P, F, 2);
        writers.takeLongestGapMillis();
        run(new HoldTrafficStep(routes), W, P, F, 2);
        run(new StopPrimaryStep(paris), P, P, F, 2);
        var promote = new PromoteStep(frankfurt, world.folder.resolve("f"), Clock.systemUTC());
        run(promote, F, P, F, 2);
        redirect(F, 2);
        run(new ValidateStep(Clock.systemUTC()), W, P, F, 2);
        awaitWrites(writers, 100);
        LOG.info("Planned switch: writers' gap {} ms", writers.takeLongestGapMillis());
        run(new FollowStep(paris, upstreams()), P, P, F, 2);
        assertThat(inputs).containsEntry(StepEvidence.FOLLOWED_TIMELINE, "3");
        holds(promote, F, P, F, 2);
        var before = survivorsAt(F, writers);
        writers.close();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(rows(P)).isEqualTo(rows(F)));
        assertThat(before).isNotEmpty();
        keepUp(frankfurt, F, F, 2);
        keepUp(paris, P, F, 2);
        try (var sql = Sql.at(world.plan(), P, limit())) {
            assertThat(sql.texts("SELECT slot_name FROM pg_replication_slots")).isEmpty();
        }
        try (var sql = Sql.at(world.plan(), F, limit())) {
            assertThat(sql.texts("SELECT slot_name FROM pg_replication_slots ORDER BY 1"))
                    .containsExactly("bascule_ledger", "bascule_paris", "bascule_tail");
            assertThat(sql.texts("SELECT tablename FROM pg_publication_tables"))
                    .containsExactly("orders");
        }
    }

    /** Rows of the failback's new primary: everything its predecessor had acknowledged. */
    private Set<Long> survivorsAt(String site, Writers writers) {
        var missing = new HashSet<>(writers.acknowledged());
        var rows = rows(site);
        missing.removeAll(rows);
        // Some of those of the failover are missing, and no other.
        assertThat(lostInFailover).containsAll(missing);
        return rows;
    }

    private Set<Long> lostInFailover = Set.of();

    private Set<Long> lostIds(List<Event> tail) {
        var lost =
                tail.stream()
                        .filter(LostTransactionsListed.class::isInstance)
                        .map(LostTransactionsListed.class::cast)
                        .flatMap(part -> part.transactions().stream())
                        .flatMap(transaction -> transaction.keys().stream())
                        .map(key -> Long.parseLong(key.substring("public.orders:".length())))
                        .collect(Collectors.toSet());
        lostInFailover = lost;
        return lost;
    }

    private Set<Long> rows(String site) {
        try (var sql = Sql.at(world.plan(), site, limit())) {
            return sql.texts("SELECT id FROM orders").stream()
                    .map(Long::parseLong)
                    .collect(Collectors.toSet());
        }
    }

    private List<Event> run(StepExecutor step, String at, String from, String to, long epoch) {
        var contract = contract(step);
        var said =
                clumsy
                        ? contract.brokenOff(
                                at,
                                from,
                                to,
                                epoch,
                                inputs,
                                Duration.ofMillis(random.nextInt(1, 80)))
                        : contract.once(at, from, to, epoch, inputs);
        inputs.putAll(succeeded(said).evidence());
        if (!(step instanceof PromoteStep) && !(step instanceof HoldTrafficStep)) {
            // A promotion's contract is looked at later: here it would lengthen the gap.
            holds(step, at, from, to, epoch);
        }
        return said;
    }

    private void holds(StepExecutor step, String at, String from, String to, long epoch) {
        contract(step).holds(at, from, to, epoch, Map.copyOf(inputs));
    }

    private StepContract contract(StepExecutor step) {
        return new StepContract(
                world, step, world.folder.resolve("journal-" + step.kind() + random.nextInt()));
    }

    private void redirect(String to, long epoch) {
        var other = to.equals(F) ? P : F;
        inputs.putAll(
                succeeded(contract(new RedirectStep(routes)).once(W, other, to, epoch, Map.of()))
                        .evidence());
        assertThat(inputs.get(StepEvidence.ROUTER_STATE))
                .isEqualTo(to.equals(F) ? "fra ready, par maint" : "fra maint, par ready");
    }

    private static void awaitWrites(Writers writers, int more) {
        int before = writers.acknowledged().size();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> writers.acknowledged().size() >= before + more);
    }

    private void keepUp(SiteDatabase database, String place, String active, long epoch) {
        var application =
                new Application(
                        "orders", world.plan(), new Situation(epoch, active, false, "hash"));
        new Upkeep(database, place, Duration.ofSeconds(30), Clock.systemUTC())
                .keepUp(application, epoch);
    }

    private Upstreams upstreams() {
        return new Upstreams("replicator", () -> World.SECRET);
    }

    private SiteDatabase database(String site, Cluster cluster) {
        return new SiteDatabase(
                cluster,
                world.folder.resolve(site.substring(0, 1)),
                world.folder.resolve(site + ".log"),
                "");
    }

    private static Deadline limit() {
        return Deadline.in(Duration.ofSeconds(30));
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway", "unchecked"})
    private static <T> T uninitialized() {
        return (T) null;
    }
}
