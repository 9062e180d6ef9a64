package io.bascule.failover.executor.postgres;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.failover.executor.Deadline;
import io.bascule.failover.executor.StepFailedException;
import io.bascule.failover.executor.pgoutput.TransactionReader;
import io.bascule.postgres.PostgresException;
import io.bascule.postgres.PostgresTools;
import io.bascule.postgres.StopMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The transactions of published tables after the fork, as the old server itself tells them: it is
 * started isolated (one socket that only its own user can reach, no TCP, read-only, no archiving),
 * asked, and stopped again cleanly. It writes to its own log meanwhile, so that log is copied
 * first.
 *
 * @param lost in the order of their positions
 * @param shortfall why transactions may be missing from the list; empty if none can
 * @param synchronousCommit as it was configured for clients
 * @param notCounted tables of which no transaction is told
 */
record WarmTail(
        List<LostTransaction> lost,
        Optional<String> shortfall,
        String synchronousCommit,
        List<String> notCounted) {

    private static final Duration STOPPING = Duration.ofSeconds(60);

    /** Bytes of a message that are read: enough for the keys of all but absurd rows. */
    private static final int MESSAGE_BYTES = 64 * 1024;

    WarmTail {
        lost = List.copyOf(lost);
        notCounted = List.copyOf(notCounted);
    }

    static WarmTail read(
            SiteDatabase database, ApplicationPlan plan, String site, Lsn fork, Deadline deadline) {
        var cluster = database.cluster();
        var folder = cluster.tools().temporaryFolder("bascule-tail-");
        var user = plan.database().at(site).user();
        var name = plan.database().database();
        try {
            var hba = folder.resolve("hba");
            Files.writeString(hba, "local \"" + name + "\" \"" + user + "\" trust\n");
            cluster.tools().own(hba);
            // A standby cannot decode. The file is read at the start only, so it is back at once.
            cluster.setStandby(false);
            try {
                database.start(deadline, isolation(folder, hba));
            } finally {
                cluster.setStandby(true);
            }
            return new Session(cluster.tools(), folder, name, user, deadline).read(fork);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to isolate the old server", e);
        } finally {
            stop(database);
            delete(folder);
        }
    }

    private static Map<String, String> isolation(Path folder, Path hba) {
        return Map.ofEntries(
                Map.entry("listen_addresses", ""),
                Map.entry("unix_socket_directories", folder.toString()),
                Map.entry("unix_socket_permissions", "0700"),
                Map.entry("port", Session.PORT),
                Map.entry("hba_file", hba.toString()),
                Map.entry("ssl", "off"),
                Map.entry("default_transaction_read_only", "on"),
                Map.entry("archive_mode", "off"),
                Map.entry("autovacuum", "off"),
                Map.entry("max_logical_replication_workers", "0"),
                Map.entry("shared_preload_libraries", ""),
                Map.entry("synchronous_standby_names", ""),
                Map.entry("restart_after_crash", "off"));
    }

    private static void stop(SiteDatabase database) {
        try {
            database.stop(StopMode.FAST, STOPPING);
        } catch (PostgresException e) {
            database.cluster().processes().kill(STOPPING);
            throw new StepFailedException(
                    "Expected the isolated server to stop, but it did not and was killed", e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.list(folder)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to delete " + folder, e);
        }
    }

    /** Questions over the one socket, by psql as the server's own user. */
    private record Session(
            PostgresTools tools, Path folder, String database, String user, Deadline deadline) {

        static final String PORT = "5432";

        WarmTail read(Lsn fork) {
            var synchronous = ask(Catalogue.SYNCHRONOUS_COMMIT).strip();
            var notCounted = ask(Catalogue.NOT_COUNTED).lines().toList();
            var slots = new ArrayList<String>();
            for (var slot : List.of(Names.TAIL_SLOT, Names.LEDGER_SLOT)) {
                var confirmed =
                        ask("SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '"
                                        + slot
                                        + "' AND database = current_database()"
                                        + " AND wal_status IS DISTINCT FROM 'lost'")
                                .strip();
                if (confirmed.isEmpty()) {
                    slots.add(slot + " is not there");
                } else if (Lsn.parse(confirmed).isAfter(fork)) {
                    slots.add(slot + " begins at " + confirmed);
                } else {
                    return new WarmTail(
                            peek(slot, fork), Optional.empty(), synchronous, notCounted);
                }
            }
            return new WarmTail(
                    List.of(),
                    Optional.of(
                            "no slot of the old server reaches back to the fork "
                                    + fork
                                    + ": "
                                    + String.join(", ", slots)),
                    synchronous,
                    notCounted);
        }

        private List<LostTransaction> peek(String slot, Lsn fork) {
            var reader = new TransactionReader();
            var lost = new ArrayList<LostTransaction>();
            var result =
                    tools.stream(
                            "psql",
                            arguments(
                                    "COPY (SELECT encode(substring(data FOR "
                                            + MESSAGE_BYTES
                                            + "), 'hex') FROM pg_logical_slot_peek_binary_changes('"
                                            + slot
                                            + "', NULL, NULL, 'proto_version', '1', 'publication_names', '"
                                            + Names.PUBLICATION
                                            + "')) TO STDOUT"),
                            Map.of(),
                            deadline.remaining(),
                            line ->
                                    reader.read(HexFormat.of().parseHex(line))
                                            .filter(t -> t.changes() > 0 && t.end().isAfter(fork))
                                            .map(t ->
                                                    new LostTransaction(
                                                            t.xid(),
                                                            t.end(),
                                                            t.committedAt(),
                                                            t.rows(),
                                                            t.keys()))
                                            .ifPresent(lost::add));
            var _ = result.orThrow();
            lost.sort(Comparator.comparing(LostTransaction::end));
            return lost;
        }

        private String ask(String sql) {
            return tools.run("psql", arguments(sql), deadline.remaining()).orThrow().stdout();
        }

        private List<String> arguments(String sql) {
            return List.of(
                    "--host=" + folder,
                    "--port=" + PORT,
                    "--username=" + user,
                    "--dbname=" + database,
                    "--no-psqlrc",
                    "--no-password",
                    "--tuples-only",
                    "--no-align",
                    "--set=ON_ERROR_STOP=1",
                    "--command=" + sql);
        }
    }
}
