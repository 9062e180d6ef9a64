package io.bascule.backup.proof;

import io.bascule.backup.wal.Commits;
import io.bascule.backup.wal.WalReplay;
import io.bascule.contracts.Position;
import io.bascule.postgres.PostgresTools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Replays an archived log up to just before its last commit, and asks the server which of the last
 * two transactions it knows: the one before must be committed there, the last one must not.
 */
final class ReplayTrial {

    private static final String ANY = "postgres";

    private final WalReplay log;
    private final PostgresTools tools;
    private final Duration deadline;
    private @Nullable Commits commits;

    ReplayTrial(WalReplay log, PostgresTools tools, Duration deadline) {
        this.log = log;
        this.tools = tools;
        this.deadline = deadline;
    }

    /** Puts the log there; returns what the server must be configured with. */
    Map<String, String> prepare(Path dataDir) throws IOException {
        log.into(dataDir, tools);
        var found = log.commits(dataDir, tools, deadline);
        commits = found;
        WalReplay.signal(dataDir, tools);
        var settings = new TreeMap<>(log.settings(found.previous() == null ? null : target()));
        // Nobody reads while it replays, so it need not offer as much as the source did.
        settings.put("hot_standby", "off");
        return settings;
    }

    private Instant target() {
        return Objects.requireNonNull(Objects.requireNonNull(commits).previous()).at();
    }

    /** After the replay. */
    Replayed compare(ThrowAwayServer server) throws IOException {
        var known = Objects.requireNonNull(commits);
        var last = known.last();
        if (last == null) {
            return new Replayed(log.end(), log.upTo());
        }
        var previous = known.previous();
        var there = previous == null ? last : previous;
        expect(server, there, true);
        if (previous != null) {
            expect(server, last, false);
        }
        var end = log.end();
        return new Replayed(
                new Position(end.systemIdentifier(), end.timeline(), there.lsn()), there.at());
    }

    /** Transaction ids are told with the epoch that the server counts by now. */
    private void expect(ThrowAwayServer server, Commits.Commit commit, boolean committed)
            throws IOException {
        String status =
                server.ask(
                        ANY,
                        """
                        SELECT CASE WHEN x.id >= x.next THEN 'not begun' ELSE txid_status(x.id) END
                          FROM (SELECT n.next, CASE WHEN (n.next & 4294967295) + 2147483647 < %1$d
                                                    THEN ((n.next >> 32) - 1 << 32) + %1$d
                                                    ELSE (n.next >> 32 << 32) + %1$d END AS id
                                  FROM (SELECT txid_snapshot_xmax(txid_current_snapshot()) AS next) n) x
                        """
                                .formatted(commit.xid())
                                .strip(),
                        deadline);
        if (status.equals("committed") != committed) {
            throw new IOException(
                    "Expected transaction "
                            + commit.xid()
                            + " of "
                            + commit.at()
                            + (committed ? "" : " not")
                            + " to be committed after the replay, but found it "
                            + status);
        }
    }
}
