/**
 * The write-ahead log between backups: received as it is written, stored in pieces that are never
 * overwritten, and replayed upon a copy of the server up to an instant.
 */
@NullMarked
package io.bascule.backup.wal;

import org.jspecify.annotations.NullMarked;
