package io.bascule.backup.wal;

import io.bascule.backup.dump.SourceDatabase;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** Names of replication slots. */
public final class WalSlot {

    private static final int LONGEST_JOB = 30;
    private static final String UNDEFINED_OBJECT = "42704";

    private WalSlot() {}

    /**
     * Removes a slot from a server if it is there.
     *
     * @return whether it was
     * @throws SQLException if the server does not answer, or somebody uses the slot
     */
    public static boolean drop(SourceDatabase source, String slot) throws SQLException {
        try (var view = SourceView.open(source)) {
            if (view.slot(slot).isEmpty()) {
                return false;
            }
            view.dropSlot(slot);
            return true;
        } catch (SQLException e) {
            if (UNDEFINED_OBJECT.equals(e.getSQLState())) {
                // Another instance was faster.
                return false;
            }
            throw e;
        }
    }

    /**
     * The slot of a job: readable, and different for every job, within the 63 characters of lower
     * case, digits and underscores that PostgreSQL allows.
     */
    public static String name(String application, String job) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest((application + "/" + job).getBytes(StandardCharsets.UTF_8));
            String readable = job.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
            return "bascule_wal_"
                    + readable.substring(0, Math.min(LONGEST_JOB, readable.length()))
                    + "_"
                    + HexFormat.of().formatHex(Arrays.copyOf(hash, 4));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256 in every Java", e);
        }
    }
}
