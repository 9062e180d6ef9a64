package io.bascule.cli;

import io.bascule.cli.gateway.Gateway;
import io.bascule.cli.kafka.Start;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.platform.TalkException;
import io.bascule.cli.platform.TalkException.Kind;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a name stands for: a backup, the backups of an application, or those of a job.
 *
 * @param backupId null if no single backup is named
 * @param job null if none is named
 */
record BackupName(String application, @Nullable String backupId, @Nullable String job) {

    /** A backup that is known, whatever became of it. */
    record Known(String application, String backupId, String job) {}

    /**
     * Finds it among all that are known.
     *
     * @throws TalkException if nothing is known of that name
     */
    static BackupName find(Talk talk, String name) {
        var all = all(talk);
        return all.stream()
                .filter(b -> b.backupId().equals(name))
                .findFirst()
                .map(b -> new BackupName(b.application(), name, null))
                .or(() ->
                        all.stream()
                                .filter(b -> b.application().equals(name))
                                .findFirst()
                                .map(_ -> new BackupName(name, null, null)))
                .or(() ->
                        all.stream()
                                .filter(b -> b.job().equals(name))
                                .findFirst()
                                .map(b -> new BackupName(b.application(), null, name)))
                .orElseThrow(() ->
                        new TalkException(
                                Kind.UNKNOWN,
                                "Expected a backup, an application or a backup job that has one, but nothing is known of '"
                                        + name
                                        + "'; bascule backup list names them"));
    }

    /** All that are known, from the gateway, or from Kafka if there is none to be reached. */
    static List<Known> all(Talk talk) {
        var platform = talk.platform();
        var brokers = platform.knownBootstrapServers();
        if (platform.knowsConsole() || brokers.isEmpty()) {
            try {
                var found = new ArrayList<Known>();
                for (var backup : new Gateway(platform).document("/api/backups")) {
                    found.add(
                            new Known(
                                    Json.text(backup, "application"),
                                    Json.text(backup, "backupId"),
                                    Json.text(backup, "job")));
                }
                return found;
            } catch (TalkException e) {
                if (e.kind() != Kind.NOT_CONNECTED || brokers.isEmpty()) {
                    throw e;
                }
            }
        }
        var found = new ArrayList<Known>();
        try (var log = new TopicLog(brokers.get())) {
            log.from(List.of(Topic.BACKUP.topicName()), new Start.Beginning());
            log.toEnd(heard -> {
                if (heard.envelope() != null
                        && heard.envelope().event() instanceof BackupCompleted fact) {
                    found.add(new Known(fact.application(), fact.backupId(), fact.job()));
                }
            });
        }
        return found;
    }
}
