package io.bascule.replication.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.Lsn;
import io.bascule.contracts.event.LedgerEvent.Commit;
import io.bascule.replication.world.Pair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of reading, on a real server. */
@Timeout(120)
final class LedgerReaderTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void whatIsBeingRecordedWhenReadingEndsIsRecordedToTheEndAndNothingAfterIt() throws Exception {
        try (var pair = Pair.start()) {
            // given a broker that takes its time
            pair.orders();
            pair.prepare(pair.primary, "frankfurt", 0);
            var sink = new SlowSink();
            var reader =
                    LedgerReader.start(
                            Pair.address(pair.primary),
                            new LedgerLine("frankfurt", systemIdentifier(pair), 1),
                            sink);
            Pair.sql(pair.primary, "INSERT INTO orders VALUES (1, 'first')");
            assertThat(sink.begun.await(60, TimeUnit.SECONDS)).isTrue();

            // when reading is to end meanwhile, and more is committed
            var closed = new FutureTask<>(() -> reader.close(SOON));
            var closer = Thread.ofVirtual().start(closed);
            await().atMost(SOON).until(() -> closer.getState() == Thread.State.TIMED_WAITING);
            Pair.sql(pair.primary, "INSERT INTO orders VALUES (2, 'second')");
            assertThat(closed).isNotDone();
            sink.goOn.countDown();

            // then
            assertThat(closed.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(reader.ended().get(60, TimeUnit.SECONDS)).isNull();
            assertThat(sink.interrupted).isFalse();
            assertThat(sink.taken).hasValue(1);
        }
    }

    private static String systemIdentifier(Pair pair) throws Exception {
        return Pair.ask(pair.primary, "SELECT system_identifier FROM pg_control_system()");
    }

    private static final class SlowSink implements LedgerReader.Sink {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicInteger taken = new AtomicInteger();
        private volatile boolean interrupted;

        @Override
        public void take(List<Commit> commits, Lsn upTo) {
            if (commits.isEmpty()) {
                return;
            }
            begun.countDown();
            try {
                assertThat(goOn.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            var _ = taken.addAndGet(commits.size());
        }
    }
}
