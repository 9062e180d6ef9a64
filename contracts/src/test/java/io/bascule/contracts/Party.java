package io.bascule.contracts;

import static io.bascule.contracts.Topic.APPLICATION_HEALTH;
import static io.bascule.contracts.Topic.APPROVALS;
import static io.bascule.contracts.Topic.BACKUP;
import static io.bascule.contracts.Topic.COMMANDS;
import static io.bascule.contracts.Topic.HEALTH;
import static io.bascule.contracts.Topic.LEDGER;
import static io.bascule.contracts.Topic.NOTIFICATIONS;
import static io.bascule.contracts.Topic.PLAN;
import static io.bascule.contracts.Topic.RECOVERY;
import static io.bascule.contracts.Topic.REPLICATION;
import static io.bascule.contracts.Topic.REPORTS;
import static io.bascule.contracts.Topic.REQUESTS;
import static io.bascule.contracts.Topic.STEPS;

import java.util.List;

/** Who says what and who hears it. A test compares it with the topics that the sources name. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are never changed
enum Party {
    BRAIN(
            "failover-coordinator",
            "The failover-coordinator in role brain",
            List.of(RECOVERY, COMMANDS),
            List.of(PLAN, HEALTH, APPLICATION_HEALTH, REPLICATION, REQUESTS, APPROVALS, STEPS)),
    EXECUTOR(
            "failover-coordinator",
            "The failover-coordinator in role executor",
            List.of(STEPS, HEALTH, APPLICATION_HEALTH),
            List.of(PLAN, RECOVERY, COMMANDS)),
    MONITOR(
            "replication-monitor",
            "The replication-monitor",
            List.of(REPLICATION, LEDGER, HEALTH, APPLICATION_HEALTH, STEPS),
            List.of(PLAN, RECOVERY, COMMANDS)),
    BACKUP_SERVICE(
            "backup-service",
            "The backup-service",
            List.of(BACKUP, REQUESTS),
            List.of(PLAN, RECOVERY, REQUESTS, BACKUP)),
    NOTIFICATION_SERVICE(
            "notification-service",
            "The notification-service",
            List.of(NOTIFICATIONS, STEPS),
            List.of(RECOVERY, REPORTS, BACKUP, COMMANDS, NOTIFICATIONS)),
    REPORTING_SERVICE(
            "reporting-service",
            "The reporting-service",
            List.of(REPORTS),
            List.of(
                    PLAN,
                    BACKUP,
                    REPLICATION,
                    LEDGER,
                    HEALTH,
                    APPLICATION_HEALTH,
                    REQUESTS,
                    APPROVALS,
                    RECOVERY,
                    STEPS,
                    NOTIFICATIONS)),
    GATEWAY(
            "reporting-service",
            "The gateway in the reporting-service, for whoever asks over HTTP",
            List.of(REQUESTS, APPROVALS, PLAN),
            List.of(RECOVERY, BACKUP));

    private final String module;
    private final String words;
    private final List<Topic> says;
    private final List<Topic> hears;

    Party(String module, String words, List<Topic> says, List<Topic> hears) {
        this.module = module;
        this.words = words;
        this.says = says;
        this.hears = hears;
    }

    String module() {
        return module;
    }

    String words() {
        return words;
    }

    List<Topic> says() {
        return says;
    }

    List<Topic> hears() {
        return hears;
    }
}
