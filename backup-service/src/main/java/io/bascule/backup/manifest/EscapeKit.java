package io.bascule.backup.manifest;

import io.bascule.backup.seal.WrappedKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/** What lies beside each backup, so that it can be restored with public tools alone. */
public final class EscapeKit {

    /** Name of the instructions. */
    public static final String INSTRUCTIONS = "RESTORE.md";

    /** Name of the program that puts files together. */
    public static final String ASSEMBLER = "Assemble.java";

    /** Name of the decryptor. */
    public static final String DECRYPTOR = "Decrypt.java";

    private EscapeKit() {}

    /** A single-file Java program that needs a JDK and nothing else. */
    public static byte[] decryptor() {
        return resource(DECRYPTOR);
    }

    /** Puts files together from plain packs; a single-file Java program, too. */
    public static byte[] assembler() {
        return resource(ASSEMBLER);
    }

    /**
     * The instructions for one backup.
     *
     * @param folder URI of the folder that holds its objects
     */
    public static byte[] instructions(Manifest manifest, String folder) {
        var source = manifest.source();
        String key = manifest.main().key();
        String file = key.substring(key.lastIndexOf('/') + 1);
        boolean sealed = manifest.encryption() != null;
        String decrypt =
                (sealed
                        ? "java Decrypt.java manifest.json KEY_FILE " + file + " | zstd -d"
                        : "zstd -d < " + file);
        String template;
        String pipe;
        switch (manifest.engine()) {
            case "pg_basebackup" -> {
                template =
                        manifest.log() == null
                                ? "RESTORE-pg_basebackup.md"
                                : "RESTORE-pg_basebackup-log.md";
                pipe = decrypt + " | tar --extract --file=- --directory=restored";
            }
            case "files" -> {
                template = "RESTORE-files.md";
                pipe = decrypt + " > plain/index.jsonl";
            }
            default -> {
                template = INSTRUCTIONS;
                pipe = decrypt + " | pg_restore --exit-on-error --dbname=restored";
            }
        }
        return new String(resource(template), StandardCharsets.UTF_8)
                .replace("@ID@", manifest.backupId())
                .replace("@APPLICATION@", manifest.application())
                .replace("@JOB@", manifest.job())
                .replace("@SNAPSHOT@", manifest.snapshotAt().toString())
                .replace("@VERSION@", source == null ? "15" : source.serverVersion())
                .replace("@ENCODING@", source == null ? "UTF8" : source.encoding())
                .replace("@FOLDER@", folder)
                .replace("@PACKS@", URI.create(folder).resolve("../packs/").toString())
                .replace("@GLOBALS@", globals(manifest))
                .replace("@PIPE@", pipe)
                .replace("@LOG@", log(manifest, folder))
                .replace("@COPIED@", manifest.completedAt().toString())
                .replace(
                        "@SEGMENT@",
                        manifest.log() == null ? "" : String.valueOf(manifest.log().segmentBytes()))
                .replace(
                        "@FIRST@",
                        manifest.position() == null
                                ? ""
                                : String.format("%08X", manifest.position().timeline()))
                .replace(
                        "@PLAIN@",
                        sealed
                                ? "java -cp . Decrypt \"$(dirname \"$file\")\"/archive.json KEY_FILE \"$file\" | zstd -d"
                                : "zstd -d < \"$file\"")
                .replace(
                        "@EACH@",
                        sealed
                                ? "java Decrypt.java manifest.json KEY_FILE \"packs/$pack\" | zstd -d"
                                : "zstd -d < \"packs/$pack\"")
                .concat(kms(manifest))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** URI of the archived log: the backup's folder is two levels below the job's. */
    private static String log(Manifest manifest, String folder) {
        var log = manifest.log();
        if (log == null) {
            return "";
        }
        String backup =
                manifest.application() + "/" + manifest.job() + "/" + manifest.backupId() + "/";
        return folder.endsWith(backup)
                ? folder.substring(0, folder.length() - backup.length()) + log.folder()
                : folder + "../wal/";
    }

    /** A key that KMS keeps is in no file. */
    private static String kms(Manifest manifest) {
        var encryption = manifest.encryption();
        var arn =
                encryption == null
                        ? Optional.<String>empty()
                        : encryption.keys().stream()
                                .map(WrappedKey::kms)
                                .filter(Objects::nonNull)
                                .findFirst();
        return arn.map(name ->
                        "\nThe wrapping key of this backup is kept by AWS KMS ("
                                + name
                                + ") and is in no file: KEY_FILE is the\none with the recovery key.\n")
                .orElse("");
    }

    private static String globals(Manifest manifest) {
        var item = manifest.object("globals").orElse(null);
        if (item == null) {
            return "psql --dbname=postgres   # CREATE ROLE ... for each";
        }
        String file = item.key().substring(item.key().lastIndexOf('/') + 1);
        return (manifest.encryption() == null
                        ? "zstd -d < " + file
                        : "java Decrypt.java manifest.json KEY_FILE " + file + " | zstd -d")
                + " | psql --dbname=postgres";
    }

    private static byte[] resource(String name) {
        try (InputStream in = EscapeKit.class.getResourceAsStream("/escape/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
