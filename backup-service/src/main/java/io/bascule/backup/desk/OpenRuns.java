package io.bascule.backup.desk;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.event.RecoveryEvent.RunAbandoned;
import io.bascule.contracts.event.RecoveryEvent.RunCompleted;
import io.bascule.contracts.event.RecoveryEvent.RunStarted;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which applications are in the middle of a recovery run: nothing of theirs is removed. */
final class OpenRuns {

    private final Map<String, String> byApplication = new ConcurrentHashMap<>();

    void on(EventEnvelope<?> envelope) {
        switch (envelope.event()) {
            case RunStarted e -> byApplication.put(e.application(), e.runId());
            case RunCompleted e -> byApplication.remove(e.application(), e.runId());
            case RunAbandoned e -> byApplication.remove(e.application(), e.runId());
            default -> {
                // The other facts of a run neither begin nor end it.
            }
        }
    }

    boolean isOpen(String application) {
        return byApplication.containsKey(application);
    }

    boolean isAnyOpen() {
        return !byApplication.isEmpty();
    }
}
