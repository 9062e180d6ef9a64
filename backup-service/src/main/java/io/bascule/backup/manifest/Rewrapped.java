package io.bascule.backup.manifest;

import io.bascule.backup.seal.WrappedKey;
import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * A backup's data key under the keys of a later day. It lies beside the manifest, which is never
 * written twice; the decryptor takes it in the manifest's place.
 *
 * @param associatedData the backup's id, as in the manifest
 * @param keys the data key, once per key that opens it
 */
public record Rewrapped(String associatedData, List<WrappedKey> keys) {

    /** What the names of such objects begin with; whose key it is and by which follows. */
    public static final String PREFIX = "keys-";

    /** None is larger. */
    public static final int MOST_BYTES = 64 << 10;

    public Rewrapped {
        keys = List.copyOf(keys);
    }

    /** The name of the object in a backup's folder. */
    public String name() {
        return PREFIX
                + associatedData.replace('/', '_')
                + "-"
                + keys.getFirst().keyId()
                + "-"
                + keys.getLast().keyId()
                + ".json";
    }

    /** As UTF-8 JSON, indented for people. */
    public byte[] toJson() {
        return EventJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    }

    /**
     * Reads one.
     *
     * @throws IOException if the bytes are none
     */
    public static Rewrapped parse(byte[] json) throws IOException {
        try {
            return EventJson.mapper().readValue(json, Rewrapped.class);
        } catch (JacksonException | NullPointerException e) {
            throw new IOException("Expected wrapped keys, but " + e.getMessage(), e);
        }
    }
}
