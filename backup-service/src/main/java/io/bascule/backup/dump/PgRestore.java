package io.bascule.backup.dump;

import io.bascule.backup.manifest.Manifest;
import io.bascule.backup.seal.DataKey;
import io.bascule.backup.store.BackupStore;
import io.bascule.backup.store.StoreUnavailableException;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Restores a dump with {@code pg_restore}, in one stream from the store. Every byte is checked on
 * its way; pg_restore stops at the first error.
 *
 * @param deadline after which pg_restore is killed
 */
public record PgRestore(PostgresTools tools, Duration deadline) {

    /** Where the plain dump goes, told the standard input of pg_restore. */
    private interface Way {
        OutputStream to(OutputStream stdin) throws IOException;
    }

    /**
     * Restores into a new database that nobody uses yet. The rows come first, in one stream; then
     * indexes and constraints are made by several processes. These need the dump's list of objects
     * alone, so the dump itself never lies on a disk.
     *
     * @param arguments pg_restore's own for the target
     * @param scratch a file that may be written, for the list of objects; at most 64 MiB
     * @param jobs processes that make indexes at the same time
     * @param oneTransaction whether all rows come in one transaction, which spares the server its
     *     log where {@code wal_level} is {@code minimal}; it takes a lock for each table
     * @param key null if the dump is not encrypted
     * @return the bytes read from the store
     */
    public long intoNew(
            List<String> arguments,
            Path scratch,
            int jobs,
            boolean oneTransaction,
            Manifest manifest,
            BackupStore store,
            @Nullable DataKey key)
            throws IOException {
        var rows = new ArrayList<>(arguments);
        rows.addAll(List.of("--section=pre-data", "--section=data"));
        if (oneTransaction) {
            rows.add("--single-transaction");
        }
        long bytes = stream(rows, Map.of(), manifest, store, key, in -> new Head(in, scratch));
        tools.own(scratch);
        var rest = new ArrayList<>(arguments);
        rest.add("--section=post-data");
        var listed =
                tools.run(
                        "pg_restore",
                        List.of("--list", "--file=/dev/null", scratch.toString()),
                        deadline);
        if (!listed.succeeded()) {
            return bytes + stream(rest, Map.of(), manifest, store, key, in -> in);
        }
        rest.addAll(List.of("--exit-on-error", "--jobs=" + jobs, scratch.toString()));
        try (var child = Child.start("pg_restore", tools.command("pg_restore", rest), deadline)) {
            child.stdin().close();
            child.stdout().close();
            child.expectSuccess();
        }
        return bytes;
    }

    private long stream(
            List<String> arguments,
            Map<String, String> environment,
            Manifest manifest,
            BackupStore store,
            @Nullable DataKey key,
            Way way)
            throws IOException {
        var all = new ArrayList<>(arguments);
        all.add("--exit-on-error");
        var builder = tools.command("pg_restore", all);
        builder.environment().putAll(environment);
        try (var child = Child.start("pg_restore", builder, deadline)) {
            child.stdout().close();
            long bytes;
            try (var stdin = way.to(child.stdin())) {
                bytes = Pipeline.restore(store, manifest.main(), key, stdin);
            } catch (IOException e) {
                // A pipe that broke is the reader's end; what the reader says is the reason.
                if (!StoreUnavailableException.isBehind(e)
                        && String.valueOf(e.getMessage()).contains("pipe")) {
                    child.expectSuccess();
                }
                throw e;
            }
            child.expectSuccess();
            return bytes;
        }
    }

    /**
     * Restores into a database that stays, in one transaction: a failure leaves it as it was.
     * Owners and grants are the target's own.
     *
     * @param replace whether what the dump holds may be dropped there first
     * @throws IOException also if the database holds tables and may not be replaced
     */
    public long into(
            SourceDatabase target,
            boolean replace,
            Manifest manifest,
            BackupStore store,
            @Nullable DataKey key)
            throws IOException {
        int tables = tablesOf(target);
        if (tables > 0 && !replace) {
            throw new IOException(notEmpty(target, tables));
        }
        var arguments = new ArrayList<>(target.arguments());
        arguments.addAll(List.of("--single-transaction", "--no-owner", "--no-privileges"));
        if (replace) {
            arguments.addAll(List.of("--clean", "--if-exists"));
        }
        return stream(arguments, target.environment(), manifest, store, key, in -> in);
    }

    /**
     * Why a database may not be restored into, so that nothing need be begun; empty if it may.
     *
     * @throws IOException if it cannot be looked into
     */
    public Optional<String> refusal(SourceDatabase target, boolean replace) throws IOException {
        int tables = replace ? 0 : tablesOf(target);
        return tables == 0 ? Optional.empty() : Optional.of(notEmpty(target, tables));
    }

    private static String notEmpty(SourceDatabase target, int tables) {
        return "Expected an empty database at "
                + target
                + ", but found "
                + tables
                + " tables; ask with replace to drop them";
    }

    private static int tablesOf(SourceDatabase target) throws IOException {
        try (var connection = target.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(Fingerprint.TABLES)) {
            int tables = 0;
            while (rows.next()) {
                tables++;
            }
            return tables;
        } catch (SQLException e) {
            throw new IOException("Expected to look into " + target + ", but " + e.getMessage(), e);
        }
    }
}
