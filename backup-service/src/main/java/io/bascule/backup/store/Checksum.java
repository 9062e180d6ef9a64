package io.bascule.backup.store;

/**
 * A checksum over a whole object, as stores keep it beside the object.
 *
 * @param algorithm {@code CRC32C}, or {@code ETAG} where a store keeps no checksum of ours: then
 *     the value is the entity tag that the store gave when the object was complete
 * @param value as the store writes it; CRC32C in base64
 */
public record Checksum(String algorithm, String value) {

    /** The algorithm that S3 keeps for a whole object, whatever its parts. */
    public static final String CRC32C = "CRC32C";

    /** The store's own tag. */
    public static final String ETAG = "ETAG";
}
