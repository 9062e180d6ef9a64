package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Position;
import io.bascule.contracts.event.ApprovalEvent;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.CommandEvent;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.LedgerEvent;
import io.bascule.contracts.event.NotificationEvent;
import io.bascule.contracts.event.PlanEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.ReplicationEvent;
import io.bascule.contracts.event.ReplicationEvent.LagMeasured;
import io.bascule.contracts.event.ReportEvent;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.StepEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A fact and the offset behind it go into the database in one transaction, so that after a crash
 * reading goes on exactly behind the last fact that counts. Facts of high rate that change nothing
 * are passed over without a transaction; the offset follows them every {@value #PASSED_AT_MOST}
 * records, and what is read again after a crash changes nothing either.
 */
@Component
final class Projection {

    static final int PASSED_AT_MOST = 500;

    /** Ledger records of an application between two looks at what may be let go. */
    private static final int TIDY_EVERY = 20;

    private static final int REMEMBERED_OBSERVERS = 10_000;

    private final TransactionTemplate transaction;
    private final FactStore facts;
    private final LedgerStore ledger;
    private final NewestLag lag;
    private final NewestHealth health;
    private final Measurer measurer;
    private final Changes changes;
    private final Reading reading;
    private final Map<String, Long> storedOffsets = new ConcurrentHashMap<>();
    private final Map<String, Integer> ledgerRecords = new ConcurrentHashMap<>();
    private final Map<String, String> said =
            new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > REMEMBERED_OBSERVERS;
                }
            };

    Projection(
            TransactionTemplate transaction,
            FactStore facts,
            LedgerStore ledger,
            NewestLag lag,
            NewestHealth health,
            Measurer measurer,
            Changes changes,
            Reading reading) {
        this.transaction = transaction;
        this.facts = facts;
        this.ledger = ledger;
        this.lag = lag;
        this.health = health;
        this.measurer = measurer;
        this.changes = changes;
        this.reading = reading;
    }

    /** Takes in one record. */
    void take(EventEnvelope<?> fact, String topic, int partition, long offset) {
        reading.read();
        switch (fact.event()) {
            case LagMeasured measured -> {
                lag.heard(fact, measured);
                changes.say(Changes.Kind.HEARD, measured.application());
                passOver(topic, partition, offset);
            }
            case HealthEvent.SiteUnhealthy e ->
                    health(
                            fact,
                            e.observer(),
                            "unhealthy",
                            e.site(),
                            e.since(),
                            topic,
                            partition,
                            offset);
            case HealthEvent.SiteHealthy e ->
                    health(
                            fact,
                            e.observer(),
                            "healthy",
                            e.site(),
                            e.since(),
                            topic,
                            partition,
                            offset);
            case LedgerEvent.CommitsRecorded record ->
                    keep(
                            fact,
                            topic,
                            partition,
                            offset,
                            () -> {
                                ledger.keepCommits(fact, record);
                                tidy(record.application());
                            });
            case StepEvent.LostTransactionsListed part ->
                    keep(fact, topic, partition, offset, () -> ledger.keepTail(fact, part));
            case HealthEvent _,
                    ReplicationEvent _,
                    LedgerEvent _,
                    StepEvent _,
                    PlanEvent _,
                    BackupEvent _,
                    RequestEvent _,
                    ApprovalEvent _,
                    RecoveryEvent _,
                    NotificationEvent _ ->
                    keep(fact, topic, partition, offset, () -> facts.keep(fact, null));
            case CommandEvent _, ReportEvent _ -> passOver(topic, partition, offset);
        }
    }

    /** An observer repeats itself while nothing changes; only the first time is a fact. */
    private void health(
            EventEnvelope<?> fact,
            String observer,
            String verdict,
            String site,
            Instant since,
            String topic,
            int partition,
            long offset) {
        health.heard(fact);
        changes.say(Changes.Kind.HEARD, fact.subject());
        String who = fact.subject() + " " + observer + " " + site;
        String what = verdict + " since " + since;
        synchronized (said) {
            if (what.equals(said.get(who))) {
                passOver(topic, partition, offset);
                return;
            }
        }
        keep(fact, topic, partition, offset, () -> facts.keep(fact, who + " " + what));
        synchronized (said) {
            said.put(who, what);
        }
    }

    private void keep(
            EventEnvelope<?> fact, String topic, int partition, long offset, Runnable insert) {
        transaction.executeWithoutResult(_ -> {
            insert.run();
            facts.consumedUpTo(topic, partition, offset + 1);
        });
        storedOffsets.put(topic + "/" + partition, offset + 1);
        measurer.changed(fact.subject());
        changes.say(Changes.Kind.FACT, fact.subject());
    }

    private void passOver(String topic, int partition, long offset) {
        String key = topic + "/" + partition;
        long stored = storedOffsets.computeIfAbsent(key, _ -> offset);
        if (offset - stored >= PASSED_AT_MOST) {
            transaction.executeWithoutResult(_ -> facts.consumedUpTo(topic, partition, offset + 1));
            storedOffsets.put(key, offset + 1);
        }
    }

    private void tidy(String application) {
        if (ledgerRecords.merge(application, 1, Integer::sum) % TIDY_EVERY == 0) {
            lag.flushed(application)
                    .ifPresent((Position flushed) -> ledger.letGoReplicated(application, flushed));
            ledger.letGoOldest(application);
        }
    }
}
