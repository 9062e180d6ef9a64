package io.bascule.backup.proof;

import io.bascule.backup.dump.PgDump;
import io.bascule.backup.dump.Pipeline;
import io.bascule.postgres.PostgresTools;
import java.time.Clock;
import java.time.Duration;

/** A dump whose process is killed as soon as it has begun. */
final class PgDumpProbe {

    private PgDumpProbe() {}

    static PgDump killing(PostgresTools tools, Pipeline pipeline, Clock clock, Duration deadline) {
        return new PgDump(
                tools, pipeline, clock, deadline, ProcessHandle::destroyForcibly, () -> {});
    }
}
