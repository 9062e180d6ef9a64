package io.bascule.backup.manifest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A JSON object whose last field is the SHA-256 of the text without it: what a disk does to it is
 * seen. It keeps nobody out, who would write the hash anew.
 */
final class SelfChecked {

    private static final String FIELD = "sha256OfTheRest";

    private static final Pattern END =
            Pattern.compile(",\\R  \"" + FIELD + "\" : \"([0-9a-f]{64})\"(\\R}\\s*)\\z");

    private SelfChecked() {}

    /** The text of an object, indented, with the hash. */
    static byte[] with(String json) {
        String body = json.stripTrailing();
        String open = body.substring(0, body.length() - 1).stripTrailing();
        return (open + ",\n  \"" + FIELD + "\" : \"" + sha256(open) + "\"\n}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The same bytes. Those of days before there was a hash are taken as they are.
     *
     * @throws IOException if they are not those that were written
     */
    static byte[] expect(byte[] json) throws IOException {
        String text = new String(json, StandardCharsets.UTF_8);
        var end = END.matcher(text);
        if (end.find()) {
            String found = sha256(text.substring(0, end.start()));
            if (!found.equals(end.group(1))) {
                throw new IOException(
                        "Expected a manifest whose hash is "
                                + end.group(1)
                                + " as it says itself, but found "
                                + found
                                + ": it was changed since");
            }
        }
        return json;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256 in every Java", e);
        }
    }
}
