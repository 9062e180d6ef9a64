package io.bascule.backup.policy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;

/** The identity of backups, and where their parts lie. */
public final class BackupId {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private BackupId() {}

    /**
     * The id of the backup that a request asks of a job: the time of the request to the second, so
     * that ids sort by time, and 6 bytes of a hash. The same request always gets the same id, so
     * that one that is delivered twice is known.
     */
    public static String of(Instant requestedAt, String requestId, String job) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest((requestId + "\n" + job).getBytes(StandardCharsets.UTF_8));
            return SECONDS.format(requestedAt)
                    + "-"
                    + HexFormat.of().formatHex(Arrays.copyOf(hash, 6));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256 in every Java", e);
        }
    }

    /**
     * The part that tells the request: two ids with the same one are of the same request and job,
     * even if the request carried no time and so was given another one at each delivery.
     */
    public static String requestPart(String backupId) {
        return backupId.substring(backupId.lastIndexOf('-') + 1);
    }

    /**
     * The time of the request that an id was made of, to the second.
     *
     * @throws java.time.format.DateTimeParseException if it is no id
     */
    public static Instant requestedAt(String backupId) {
        return SECONDS.parse(backupId.substring(0, backupId.indexOf('-')), Instant::from);
    }

    /** What the names of all objects of a job begin with. */
    public static String jobFolder(String application, String job) {
        return application + "/" + job + "/";
    }

    /** What the names of all packs that a backup wrote begin with. */
    public static String packs(String application, String job, String backupId) {
        return jobFolder(application, job) + "packs/" + backupId + "-";
    }

    /** What the names of all objects of a backup begin with. */
    public static String folder(String application, String job, String backupId) {
        return jobFolder(application, job) + backupId + "/";
    }
}
