package io.bascule.contracts.event;

/**
 * Everything that is said on a topic. Facts are in the past tense and never edited; requests end in
 * {@code Requested}; {@link CommandEvent.StepCommanded} is the one command.
 */
public sealed interface Event
        permits PlanEvent,
                BackupEvent,
                ReplicationEvent,
                LedgerEvent,
                HealthEvent,
                RequestEvent,
                ApprovalEvent,
                RecoveryEvent,
                CommandEvent,
                StepEvent,
                ReportEvent,
                NotificationEvent {

    /** What it is about, and the record key: an application's name, or a site's for site health. */
    String subject();
}
