package io.bascule.contracts;

import io.bascule.contracts.event.ApprovalEvent;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.CommandEvent;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.HealthEvent;
import io.bascule.contracts.event.LedgerEvent;
import io.bascule.contracts.event.NotificationEvent;
import io.bascule.contracts.event.PlanEvent;
import io.bascule.contracts.event.RecoveryEvent;
import io.bascule.contracts.event.ReplicationEvent;
import io.bascule.contracts.event.ReportEvent;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.contracts.event.StepEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Every topic: its name, what its key is, who may write it and how long its records are kept.
 *
 * <p>Order is promised per key and nothing else. Each topic {@code x} has a dead-letter topic
 * {@code x.dlt} of as many partitions, which holds what could not be read or handled, with the
 * reason.
 */
public enum Topic {
    PLAN(Name.PLAN, Key.APPLICATION, "the authenticated plan gateway", Kept.COMPACTED),
    BACKUP(Name.BACKUP, Key.APPLICATION, "backup-service", Kept.FOR_A_YEAR),
    REPLICATION(Name.REPLICATION, Key.APPLICATION, "replication-monitor", Kept.FOR_A_WEEK),
    LEDGER(Name.LEDGER, Key.APPLICATION, "replication-monitor", Kept.FOR_A_WEEK),
    HEALTH(Name.HEALTH, Key.SITE, "replication-monitor, executors", Kept.FOR_A_WEEK),
    APPLICATION_HEALTH(
            Name.APPLICATION_HEALTH,
            Key.APPLICATION,
            "replication-monitor, executors",
            Kept.FOR_A_WEEK),
    /**
     * The inbox: foreign clients write it and hash keys their own way, so it is re-keyed by
     * subject.
     */
    REQUESTS(Name.REQUESTS, Key.ANY, "anybody with the right to ask", Kept.FOR_A_YEAR),
    APPROVALS(Name.APPROVALS, Key.ANY, "the authenticating gateway alone", Kept.FOR_EVER),
    RECOVERY(Name.RECOVERY, Key.APPLICATION, "failover-coordinator", Kept.FOR_EVER),
    COMMANDS(Name.COMMANDS, Key.APPLICATION, "failover-coordinator", Kept.FOR_A_WEEK),
    STEPS(Name.STEPS, Key.APPLICATION, "executors", Kept.FOR_EVER),
    REPORTS(Name.REPORTS, Key.APPLICATION, "reporting-service", Kept.FOR_EVER),
    NOTIFICATIONS(Name.NOTIFICATIONS, Key.APPLICATION, "notification-service", Kept.FOR_A_YEAR);

    /** The names on the broker as constants, for annotations. */
    public static final class Name {
        public static final String PLAN = "dr.plan.v1";
        public static final String BACKUP = "dr.backup.v1";
        public static final String REPLICATION = "dr.replication.v1";
        public static final String LEDGER = "dr.ledger.v1";
        public static final String HEALTH = "dr.health.v1";
        public static final String APPLICATION_HEALTH = "dr.application-health.v1";
        public static final String REQUESTS = "dr.requests.v1";
        public static final String APPROVALS = "dr.approvals.v1";
        public static final String RECOVERY = "dr.recovery.v1";
        public static final String COMMANDS = "dr.commands.v1";
        public static final String STEPS = "dr.steps.v1";
        public static final String REPORTS = "dr.reports.v1";
        public static final String NOTIFICATIONS = "dr.notifications.v1";

        private Name() {}
    }

    /** What the record key of a topic is. */
    public enum Key {
        APPLICATION,
        SITE,
        /** Whatever the writer put there; readers use the event's subject. */
        ANY
    }

    /** How long records stay. */
    public enum Kept {
        COMPACTED,
        FOR_A_WEEK,
        FOR_A_YEAR,
        FOR_EVER;

        /** The value of {@code retention.ms}; -1 for ever. */
        public long retentionMillis() {
            return switch (this) {
                case COMPACTED, FOR_EVER -> -1;
                case FOR_A_WEEK -> Duration.ofDays(7).toMillis();
                case FOR_A_YEAR -> Duration.ofDays(366).toMillis();
            };
        }

        /** The value of {@code cleanup.policy}. */
        public String cleanupPolicy() {
            return this == COMPACTED ? "compact" : "delete";
        }
    }

    /**
     * Partitions of every topic: one application's facts are ordered, and a control plane is small.
     */
    public static final int PARTITIONS = 4;

    private final String topicName;
    private final Key key;
    private final String writer;
    private final Kept kept;

    Topic(String topicName, Key key, String writer, Kept kept) {
        this.topicName = topicName;
        this.key = key;
        this.writer = writer;
        this.kept = kept;
    }

    /** The name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** The name of the topic that holds what could not be read or handled. */
    public String deadLetterName() {
        return topicName + ".dlt";
    }

    /** What the record key is. */
    public Key key() {
        return key;
    }

    /** Who may write it, in words. */
    public String writer() {
        return writer;
    }

    /** How long its records are kept. */
    public Kept kept() {
        return kept;
    }

    /** The topic of that name on the broker, if it is one of ours. */
    public static Optional<Topic> named(String topicName) {
        return Arrays.stream(values()).filter(t -> t.topicName.equals(topicName)).findFirst();
    }

    /** The one topic an event belongs to. */
    public static Topic of(Event event) {
        return switch (event) {
            case PlanEvent _ -> PLAN;
            case BackupEvent _ -> BACKUP;
            case ReplicationEvent _ -> REPLICATION;
            case LedgerEvent _ -> LEDGER;
            case HealthEvent h -> h.scope() == HealthEvent.Scope.SITE ? HEALTH : APPLICATION_HEALTH;
            case RequestEvent _ -> REQUESTS;
            case ApprovalEvent _ -> APPROVALS;
            case RecoveryEvent _ -> RECOVERY;
            case CommandEvent _ -> COMMANDS;
            case StepEvent _ -> STEPS;
            case ReportEvent _ -> REPORTS;
            case NotificationEvent _ -> NOTIFICATIONS;
        };
    }
}
