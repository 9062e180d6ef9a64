package io.bascule.backup.proof;

import io.bascule.contracts.Position;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a replay was seen to come to.
 *
 * @param to of the last commit that must be there, or the log's end if it has none
 * @param until that commit's instant, by the clock of the database; for a log without commits the
 *     instant that it covers, or null if that is not known
 */
public record Replayed(Position to, @Nullable Instant until) {}
