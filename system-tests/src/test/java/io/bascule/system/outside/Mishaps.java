package io.bascule.system.outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.world.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;

/** What can happen to a sandbox, done on purpose. */
final class Mishaps {

    private static final String LEDGER = "bascule_ledger";

    private final World world;

    Mishaps(World world) {
        this.world = world;
    }

    /** A service stands still. */
    void freeze(String service) throws IOException, InterruptedException {
        signal(world.service(service).process().handle().pid(), "STOP");
    }

    void thaw(String service) throws IOException, InterruptedException {
        signal(world.service(service).process().handle().pid(), "CONT");
    }

    /** All processes of a site's database stand still. */
    void freezeDatabase(String site) throws IOException, InterruptedException {
        for (var process : world.clusterAt(site).processes().alive()) {
            signal(process.pid(), "STOP");
        }
    }

    void thawDatabase(String site) throws IOException, InterruptedException {
        for (var process : world.clusterAt(site).processes().alive()) {
            signal(process.pid(), "CONT");
        }
    }

    /** One bit in the middle of the largest object in the store is another one. */
    void spoilTheBackup() throws IOException {
        Path largest;
        try (var files = Files.walk(world.folder().resolve("object-store-data"))) {
            largest =
                    files.filter(Files::isRegularFile)
                            .max(Comparator.comparingLong(file -> file.toFile().length()))
                            .orElseThrow();
        }
        try (var file =
                FileChannel.open(largest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var one = ByteBuffer.allocate(1);
            long middle = file.size() / 2;
            assertThat(file.read(one, middle)).isEqualTo(1);
            one.put(0, (byte) (one.get(0) ^ 1));
            assertThat(file.write(one.flip(), middle)).isEqualTo(1);
        }
    }

    /** Its reader comes back at once: the slot is dropped in the moment between. */
    void loseTheLedgersSlot() throws SQLException {
        var platform = world.platform();
        try (var connection =
                DriverManager.getConnection(
                        world.urlAt(World.FRANKFURT), platform.user(), platform.password())) {
            Awaitility.await("the ledger's slot to be dropped")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> dropped(connection));
        }
    }

    private static boolean dropped(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            var _ =
                    statement.execute(
                            "select pg_terminate_backend(active_pid, 1000) from pg_replication_slots where slot_name = '"
                                    + LEDGER
                                    + "' and active");
            var _ =
                    statement.execute(
                            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '"
                                    + LEDGER
                                    + "' and not active");
            try (var left =
                    statement.executeQuery(
                            "select count(*) from pg_replication_slots where slot_name = '"
                                    + LEDGER
                                    + "'")) {
                return left.next() && left.getInt(1) == 0;
            }
        }
    }

    private static void signal(long pid, String signal) throws IOException, InterruptedException {
        var said = Tools.run(Path.of("/bin/kill"), List.of("-" + signal, Long.toString(pid)));
        assertThat(said.exitCode()).as(said.output()).isZero();
    }
}
