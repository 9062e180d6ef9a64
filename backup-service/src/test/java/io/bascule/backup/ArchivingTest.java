package io.bascule.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.backup.proof.SourceServer;
import io.bascule.backup.wal.WalSlot;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.RequestEvent.RestoreRequested;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.WalEvent.WalArchived;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.postgres.Cluster;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.ServerStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service archives a log as the plan says, proves copies with it, and restores. */
@ExtendWith(WorldExtension.class)
class ArchivingTest {

    private static final String APPLICATION = "archived";
    private static final String JOB = "copy";
    private static final String FOREIGN_SLOT = "bascule_wal_of_another_house";

    private static World world;

    @BeforeAll
    static void enter(World shared) {
        world = shared;
    }

    @Test
    void aJobThatArchivesIsProvenByReplayingAndRestoresToAnyInstantSinceItsCopy() throws Exception {
        // given: a plan, and two instances
        world.source.execute(
                "DROP TABLE IF EXISTS instants", "CREATE TABLE instants (word text NOT NULL)");
        Path targets = world.source.tools().temporaryFolder("bascule-target-");
        world.send(World.ENVELOPES.wrap(world.plan(APPLICATION, job())));
        try {
            try (var service = start(targets);
                    var other =
                            world.start(
                                    null,
                                    "--bascule.backup.instance=second",
                                    "--bascule.backup.targets.copies.folder="
                                            + targets.resolve("copy"))) {
                assertThat(other).isNotSameAs(service);
                // when: archiving begins, it asks for the first copy itself
                var completed = world.await(APPLICATION, BackupCompleted.class, 1).getFirst();
                world.source.execute("INSERT INTO instants VALUES ('one')");
                var verified = world.await(APPLICATION, BackupVerified.class, 5);

                // then: it is proven with its log
                assertThat(world.facts(APPLICATION, BackupVerificationFailed.class)).isEmpty();
                assertThat(verified.getLast().level()).isEqualTo(ProofLevel.CONTENT_EQUAL);
                assertThat(verified.getLast().replayedTo()).isNotNull();

                // when
                Instant at = now();
                world.source.execute("INSERT INTO instants VALUES ('two')");
                Instant later = now();
                await().atMost(World.PATIENCE).until(() -> covers(service, other, later));
                restore(at);
                await().atMost(World.PATIENCE).until(() -> ended() >= 1);

                // then
                assertThat(world.facts(APPLICATION, RestoreFailed.class)).isEmpty();
                assertThat(world.facts(APPLICATION, RestoreCompleted.class).getFirst().backupId())
                        .isEqualTo(completed.backupId());
                assertThat(wordsIn(targets.resolve("copy"))).containsExactly("one");

                // and: an instant to come is refused, and it is said what is covered
                remove(targets.resolve("copy"));
                restore(Instant.now().plus(Duration.ofDays(1)));
                await().atMost(World.PATIENCE).until(() -> ended() >= 2);
                assertThat(world.facts(APPLICATION, RestoreFailed.class).getFirst().reason())
                        .contains("covered is from");
                var said = world.facts(APPLICATION, WalArchived.class);
                assertThat(said.getFirst().position().timeline()).isEqualTo(1);

                // when: the plan archives no more, nothing is left on the server
                world.send(World.ENVELOPES.wrap(world.plan(APPLICATION)));
                await().atMost(World.PATIENCE).until(() -> slots() == 0);
            }
            aSlotThatWasLeftGoesWhenAServiceStarts(targets);
        } finally {
            world.source.execute(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '"
                            + FOREIGN_SLOT
                            + "'");
            world.send(World.ENVELOPES.wrap(world.plan(APPLICATION)));
            world.source.execute("DROP TABLE instants");
            remove(targets);
        }
    }

    /** And one that is not on record stays. */
    private static void aSlotThatWasLeftGoesWhenAServiceStarts(Path targets) throws SQLException {
        // given: nobody ran when the plan was changed
        makeSlot(WalSlot.name(APPLICATION, JOB));
        makeSlot(FOREIGN_SLOT);

        // when
        try (var service = start(targets)) {
            assertThat(service.isActive()).isTrue();

            // then
            await().atMost(World.PATIENCE).until(() -> slots() == 0);
            assertThat(slots(FOREIGN_SLOT)).isEqualTo(1);
        }
    }

    private static ConfigurableApplicationContext start(Path targets) {
        return world.start(
                null, "--bascule.backup.targets.copies.folder=" + targets.resolve("copy"));
    }

    private static BackupJob job() {
        var plain = World.job(JOB, "0 0 1 1 *", "content_equal", null);
        return new BackupJob(
                plain.name(),
                plain.kind(),
                null,
                plain.schedule(),
                plain.timeZone(),
                plain.retentionDays(),
                plain.destination(),
                plain.encryption(),
                new BackupJob.Source(
                        "127.0.0.1",
                        world.source.port(),
                        "orders",
                        "postgres",
                        world.source.database().password()),
                "pg_basebackup",
                plain.verify(),
                null,
                null,
                null,
                null,
                null,
                null,
                new BackupJob.Archive(Duration.ofSeconds(1)));
    }

    private static void restore(Instant at) {
        world.send(
                World.ENVELOPES.wrap(
                        new RestoreRequested(
                                APPLICATION,
                                null,
                                "copies",
                                false,
                                "ada",
                                "drill",
                                JOB,
                                at,
                                null)));
    }

    private static long ended() {
        return (long) world.facts(APPLICATION, RestoreCompleted.class).size()
                + world.facts(APPLICATION, RestoreFailed.class).size();
    }

    /** One of the two archives, and shows it. */
    private static boolean covers(
            ConfigurableApplicationContext one, ConfigurableApplicationContext other, Instant at)
            throws Exception {
        for (var service : List.of(one, other)) {
            for (String line : World.get(service, "/actuator/prometheus").lines().toList()) {
                if (line.startsWith("dr_backup_wal_archived_timestamp_seconds{")
                        && Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))
                                > at.toEpochMilli() / 1e3) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Instant now() throws SQLException {
        try (var connection = world.source.connect();
                var row = connection.createStatement().executeQuery("SELECT clock_timestamp()")) {
            assertThat(row.next()).isTrue();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private static void makeSlot(String name) throws SQLException {
        world.source.execute("SELECT pg_create_physical_replication_slot('" + name + "', true)");
    }

    private static int slots() throws SQLException {
        return slots(WalSlot.name(APPLICATION, JOB));
    }

    private static int slots(String name) throws SQLException {
        try (var connection = world.source.connect();
                var statement =
                        connection.prepareStatement(
                                "SELECT count(*) FROM pg_replication_slots WHERE slot_name = ?")) {
            statement.setString(1, name);
            try (var row = statement.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getInt(1);
            }
        }
    }

    private static List<String> wordsIn(Path folder) throws Exception {
        var cluster = Cluster.at(world.source.tools(), folder);
        var server =
                cluster.start(
                        ServerStart.of(folder)
                                .within(World.PATIENCE)
                                .with(
                                        Map.of(
                                                "port",
                                                String.valueOf(PostgresTools.freePort()),
                                                "unix_socket_directories",
                                                "")));
        try (var connection = server.connect("orders", "postgres", SourceServer.PASSWORD);
                var rows = connection.createStatement().executeQuery("SELECT word FROM instants")) {
            var words = new ArrayList<String>();
            while (rows.next()) {
                words.add(rows.getString(1));
            }
            return words;
        } finally {
            server.kill();
        }
    }

    private static void remove(Path folder) throws Exception {
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
