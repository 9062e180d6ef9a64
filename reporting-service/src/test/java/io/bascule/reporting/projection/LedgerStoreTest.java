package io.bascule.reporting.projection;

import static io.bascule.reporting.Facts.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Lsn;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.LedgerEvent.CommitsRecorded;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.reporting.Disaster;
import io.bascule.reporting.measure.ApplicationFacts;
import io.bascule.reporting.measure.Measure;
import io.bascule.reporting.measure.RunMeasurement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What the ledger's table forgets must not change a figure. */
@NullUnmarked // the store exists while a test runs
class LedgerStoreTest {

    private FactStore facts;
    private LedgerStore ledger;
    private JdbcClient jdbc;

    @BeforeEach
    void openStore() {
        var database = new JdbcDataSource();
        database.setURL(
                "jdbc:h2:mem:"
                        + UUID.randomUUID()
                        + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1");
        Flyway.configure().dataSource(database).load().migrate();
        jdbc = JdbcClient.create(new SingleConnectionDataSource(connection(database), true));
        facts = new FactStore(jdbc);
        ledger = new LedgerStore(jdbc, facts);
    }

    private static Connection connection(JdbcDataSource database) {
        try {
            return database.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void keep(List<EventEnvelope<?>> envelopes) {
        for (EventEnvelope<?> envelope : envelopes) {
            switch (envelope.event()) {
                case CommitsRecorded c -> ledger.keepCommits(envelope, c);
                case LostTransactionsListed t -> ledger.keepTail(envelope, t);
                default -> facts.keep(envelope, null);
            }
        }
    }

    private List<RunMeasurement> measured() {
        ApplicationFacts all = facts.facts(Disaster.APPLICATION);
        return Measure.runs(all, ledger.of(Disaster.APPLICATION));
    }

    private long records() {
        return jdbc.sql("select count(*) from ledger_record").query(Long.class).single();
    }

    @Test
    void lettingGoWhatTheStandbyHasChangesNoFigure() {
        keep(Disaster.survivedAndBack(5).facts());
        keep(Disaster.survivedAndBack(5).facts());
        var before = measured();
        assertThat(before.getFirst().loss().lost()).isEqualTo(5);
        assertThat(before.getFirst().loss().rpoSeconds()).isEqualTo(1.006);
        long recordsBefore = records();

        // when the standby has flushed up to the fork, exactly
        var flushed = new Position(Disaster.SYSTEM, 1, Disaster.FORK);
        ledger.letGoReplicated(Disaster.APPLICATION, flushed);

        assertThat(records()).isEqualTo(recordsBefore - 1);
        assertThat(measured()).isEqualTo(before);

        // and a record that is read again is let go again
        keep(Disaster.survivedAndBack(5).facts());
        ledger.letGoReplicated(Disaster.APPLICATION, flushed);
        assertThat(measured()).isEqualTo(before);
    }

    @Test
    void aPositionOfAnotherTimelineLetsNothingGo() {
        keep(Disaster.survivedAndBack(5).facts());
        long before = records();
        ledger.letGoReplicated(
                Disaster.APPLICATION, new Position(Disaster.SYSTEM, 2, Lsn.parse("F/0")));
        ledger.letGoReplicated(Disaster.APPLICATION, new Position("1", 1, Lsn.parse("F/0")));
        assertThat(records()).isEqualTo(before);
    }

    @Test
    void theNumberOfRecordsIsBoundedAndTheBoundStaysTrue() {
        var disaster = Disaster.survived();
        for (int i = 0; i <= LedgerStore.MOST_RECORDS; i++) {
            disaster.commits(
                    "many-" + i, i, commit(10_000 + i, new Lsn(0x10000L + i * 64L).toString(), -1));
        }
        keep(disaster.facts());
        long lost = LedgerStore.MOST_RECORDS + 1 + 2;
        assertThat(measured().getFirst().loss().atLeast()).isEqualTo(lost);

        ledger.letGoOldest(Disaster.APPLICATION);

        assertThat(records()).isLessThan(LedgerStore.MOST_RECORDS);
        assertThat(measured().getFirst().loss().atLeast()).isPositive().isLessThan(lost);
    }
}
