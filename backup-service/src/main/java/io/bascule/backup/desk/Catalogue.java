package io.bascule.backup.desk;

import io.bascule.backup.policy.BackupHistory;
import io.bascule.backup.policy.BackupId;
import io.bascule.backup.policy.BackupRecord;
import io.bascule.backup.policy.Slots;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.VerifierBroken;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.RestoreEvent.RestoreStarted;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All backups that the facts on record tell of; rebuilt from the topic at each start. */
public final class Catalogue {

    private final Map<String, BackupRecord> byId = new ConcurrentHashMap<>();

    private final Map<String, Instant> tried = new ConcurrentHashMap<>();

    private final Set<String> requests = ConcurrentHashMap.newKeySet();

    void on(EventEnvelope<?> envelope) {
        switch (envelope.event()) {
            case RestoreStarted e -> requests.add(BackupId.requestPart(e.restoreId()));
            case RestoreFailed e -> requests.add(BackupId.requestPart(e.restoreId()));
            case VerifierProven e ->
                    tried.put(Slots.slot(e.application(), e.job()), envelope.time());
            case VerifierBroken e ->
                    tried.put(Slots.slot(e.application(), e.job()), envelope.time());
            default -> {
                // Backups follow; other facts are not kept here.
            }
        }
        if (envelope.event() instanceof BackupEvent event) {
            String id = BackupHistory.backupOf(event);
            if (id != null) {
                requests.add(BackupId.requestPart(id));
                byId.compute(
                        id,
                        (_, known) ->
                                BackupHistory.after(
                                        known, event, envelope.source(), envelope.time()));
            }
        }
    }

    /** When the verifier was last tried on a backup of the job. */
    Optional<Instant> triedAt(String application, String job) {
        return Optional.ofNullable(tried.get(Slots.slot(application, job)));
    }

    Optional<BackupRecord> find(String backupId) {
        return Optional.ofNullable(byId.get(backupId));
    }

    /** Whether a request was acted upon, whatever became of it. */
    boolean knowsRequest(String backupId) {
        return requests.contains(BackupId.requestPart(backupId));
    }

    /**
     * Newest first.
     *
     * @param application null for all
     * @param job null for all
     */
    List<BackupRecord> list(@Nullable String application, @Nullable String job) {
        return byId.values().stream()
                .filter(b -> application == null || b.application().equals(application))
                .filter(b -> job == null || b.job().equals(job))
                .sorted(Comparator.comparing(BackupRecord::backupId).reversed())
                .toList();
    }
}
