import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts a backup with nothing but a JDK (17 or newer):
 *
 * <pre>java Decrypt.java manifest.json KEY_FILE ENCRYPTED_FILE | zstd -d | pg_restore ...</pre>
 *
 * KEY_FILE holds the wrapping key or the recovery key: 32 bytes in base64. The format is Tink's
 * published AES-GCM-HKDF streaming encryption with segments of 1 MiB
 * (developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming). It ends with exit code 1, and
 * says why, if a single bit is not what was written or the end is missing.
 */
class Decrypt {

    static final int SEGMENT = 1 << 20;
    static final int HEADER = 40;
    static final int TAG = 16;

    public static void main(String[] args) throws Exception {
        if (args.length != 3) {
            System.err.println("usage: java Decrypt.java manifest.json KEY_FILE ENCRYPTED_FILE");
            System.exit(2);
        }
        try {
            String manifest = Files.readString(Path.of(args[0]), StandardCharsets.UTF_8);
            byte[] key = Base64.getDecoder().decode(Files.readString(Path.of(args[1])).strip());
            Path file = Path.of(args[2]);
            Opening opening = opening(manifest, key, file);
            try (InputStream in = Files.newInputStream(file);
                    OutputStream out = new BufferedOutputStream(System.out, 1 << 16)) {
                decrypt(in, out, opening.dataKey, opening.backupId);
            }
        } catch (Exception e) {
            System.err.println("Decrypt: " + e);
            System.exit(1);
        }
    }

    /** A data key, and the backup whose content it opens. */
    record Opening(byte[] dataKey, byte[] backupId) {}

    /**
     * The data key of that file. A manifest of files names several: those of the backups that wrote
     * its packs. The first segment tells which one it is.
     */
    static Opening opening(String manifest, byte[] key, Path file) throws Exception {
        byte[] begin;
        boolean whole;
        try (InputStream in = Files.newInputStream(file)) {
            begin = in.readNBytes(SEGMENT);
            whole = in.read() < 0;
        }
        boolean unwrapped = false;
        Matcher group =
                Pattern.compile(
                                "\"associatedData\"\\s*:\\s*\"([^\"]*)\"\\s*,\\s*\"keys\"\\s*:\\s*\\[([^\\]]*)\\]")
                        .matcher(manifest);
        while (group.find()) {
            byte[] backupId = group.group(1).getBytes(StandardCharsets.UTF_8);
            byte[] dataKey = unwrap(group.group(2), key, backupId);
            if (dataKey != null) {
                unwrapped = true;
                try {
                    first(begin, whole, dataKey, backupId);
                    return new Opening(dataKey, backupId);
                } catch (javax.crypto.AEADBadTagException notThisOne) {
                    // Another backup's pack, or a file that was changed.
                }
            }
        }
        throw new IOException(
                unwrapped
                        ? "the file is not what was written, or belongs to another backup"
                        : "the key file holds none of the keys of this backup");
    }

    /** The data key; null if none of the wrapped ones opens with this key. */
    static byte[] unwrap(String keys, byte[] key, byte[] backupId) throws Exception {
        Matcher wrapped =
                Pattern.compile(
                                "\"nonce\"\\s*:\\s*\"([^\"]+)\"\\s*,\\s*\"ciphertext\"\\s*:\\s*\"([^\"]+)\"")
                        .matcher(keys);
        while (wrapped.find()) {
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                cipher.init(
                        Cipher.DECRYPT_MODE,
                        new SecretKeySpec(key, "AES"),
                        new GCMParameterSpec(128, Base64.getDecoder().decode(wrapped.group(1))));
                cipher.updateAAD(backupId);
                return cipher.doFinal(Base64.getDecoder().decode(wrapped.group(2)));
            } catch (javax.crypto.AEADBadTagException notThisOne) {
                // The data key is wrapped by two keys; this file holds the other one.
            }
        }
        return null;
    }

    static void first(byte[] begin, boolean whole, byte[] dataKey, byte[] backupId)
            throws Exception {
        if (begin.length < HEADER || begin[0] != HEADER) {
            throw new IOException("the file is too short, or not of this format");
        }
        SecretKeySpec key =
                new SecretKeySpec(hkdf(dataKey, Arrays.copyOfRange(begin, 1, 33), backupId), "AES");
        byte[] nonce =
                ByteBuffer.allocate(12)
                        .put(Arrays.copyOfRange(begin, 33, 40))
                        .putInt(0)
                        .put((byte) (whole ? 1 : 0))
                        .array();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG * 8, nonce));
        cipher.doFinal(begin, HEADER, begin.length - HEADER);
    }

    static void decrypt(InputStream in, OutputStream out, byte[] dataKey, byte[] backupId)
            throws Exception {
        byte[] header = in.readNBytes(HEADER);
        if (header.length < HEADER || header[0] != HEADER) {
            throw new IOException("the file is too short, or not of this format");
        }
        byte[] salt = Arrays.copyOfRange(header, 1, 33);
        byte[] prefix = Arrays.copyOfRange(header, 33, 40);
        SecretKeySpec key = new SecretKeySpec(hkdf(dataKey, salt, backupId), "AES");
        byte[] segment = in.readNBytes(SEGMENT - HEADER);
        for (int number = 0; ; number++) {
            byte[] next = in.readNBytes(SEGMENT);
            boolean last = next.length == 0;
            byte[] nonce =
                    ByteBuffer.allocate(12)
                            .put(prefix)
                            .putInt(number)
                            .put((byte) (last ? 1 : 0))
                            .array();
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG * 8, nonce));
            out.write(cipher.doFinal(segment));
            if (last) {
                return;
            }
            segment = next;
        }
    }

    /** RFC 5869 with SHA-256, 32 bytes: one block. */
    static byte[] hkdf(byte[] key, byte[] salt, byte[] info) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(salt, "HmacSHA256"));
        byte[] pseudoRandom = mac.doFinal(key);
        mac.init(new SecretKeySpec(pseudoRandom, "HmacSHA256"));
        mac.update(info);
        return mac.doFinal(new byte[] {1});
    }
}
