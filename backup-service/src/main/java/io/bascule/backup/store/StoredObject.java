package io.bascule.backup.store;

import org.jspecify.annotations.Nullable;

/**
 * An object as its store describes it.
 *
 * @param key its name below the destination
 * @param bytes its size
 * @param checksum what the store keeps of its content; null if the store keeps nothing
 */
public record StoredObject(String key, long bytes, @Nullable Checksum checksum) {}
