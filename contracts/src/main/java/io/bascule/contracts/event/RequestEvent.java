package io.bascule.contracts.event;

import io.bascule.contracts.About;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks for. Published by the CLI, chat, pipelines and people alike; a request from
 * Kafka is unauthenticated and so needs an approval, unless the plan says otherwise.
 */
public sealed interface RequestEvent extends Event {

    /** The application it concerns. */
    String application();

    /** Who asks, as far as the carrier could tell. */
    String requestedBy();

    @Override
    default String subject() {
        return application();
    }

    /** How much of a failover is done for real. */
    enum DrillKind {
        TABLETOP,
        WALKTHROUGH,
        SIMULATION,
        FULL
    }

    @About("Move an application to another site")
    record FailoverRequested(
            @About("Application") String application,
            @About("Target site; absent for the plan's recovery site") @Nullable String to,
            @About(
                            "True: a planned switch of a healthy pair, without loss; false: the active site is lost")
                    boolean planned,
            @About("Who asks") String requestedBy,
            @About("Why") String reason)
            implements RequestEvent {}

    @About("Move an application back to its primary site, without loss")
    record FailbackRequested(
            @About("Application") String application,
            @About("Who asks") String requestedBy,
            @About("Why") String reason)
            implements RequestEvent {}

    @About("Rehearse a recovery")
    record DrillRequested(
            @About("Application") String application,
            @About("How much is done for real") DrillKind kind,
            @About("Who asks") String requestedBy,
            @About("Why") String reason)
            implements RequestEvent {}

    @About("Take a backup now")
    record BackupRequested(
            @About("Application") String application,
            @About("Backup job of the plan; absent for all jobs of the application")
                    @Nullable String job,
            @About("Who asks") String requestedBy,
            @About("Why") String reason)
            implements RequestEvent {}

    @About("Restore a backup into a target")
    record RestoreRequested(
            @About("Application") String application,
            @About("Backup id; absent for the newest proven one") @Nullable String backupId,
            @About("Where to: a target that the service is configured for") String target,
            @About("Whether a target that is not empty may be replaced") boolean replace,
            @About("Who asks") String requestedBy,
            @About("Why") String reason,
            @About("Backup job it must be of; absent for any of the application")
                    @Nullable String job,
            @About("The instant whose state is wanted; absent for the backup's own")
                    @Nullable Instant at,
            @About("Of a backup of files: the one file or folder that is wanted; absent for all")
                    @Nullable String path)
            implements RequestEvent {

        /** The whole backup, of any job, in its own state. */
        public RestoreRequested(
                String application,
                @Nullable String backupId,
                String target,
                boolean replace,
                String requestedBy,
                String reason) {
            this(application, backupId, target, replace, requestedBy, reason, null, null, null);
        }
    }

    @About("Prove a stored backup again")
    record VerifyRequested(
            @About("Application") String application,
            @About("Backup id; absent for the newest complete one") @Nullable String backupId,
            @About(
                            "Whether the verifier itself is tried, too, on copies that are spoilt on purpose")
                    boolean tryVerifier,
            @About("Who asks") String requestedBy,
            @About("Why") String reason)
            implements RequestEvent {}

    @About("Say what retention removes and keeps, and remove it if told so")
    record ExpireRequested(
            @About("Application") String application,
            @About("Backup job of the plan; absent for all jobs of the application")
                    @Nullable String job,
            @About("True: it is removed; false: it is only said what would be") boolean remove,
            @About("Who asks") String requestedBy,
            @About("Why") String reason)
            implements RequestEvent {}

    @About("Go on with a halted run")
    record ResumeRequested(
            @About("Application") String application,
            @About("The halted run") String runId,
            @About("True: pass over the failed step, for the given reason; false: try it again")
                    boolean skipStep,
            @About("Who asks") String requestedBy,
            @About("Why") String reason,
            @About("Place of the halted step the person saw, from 0; needed to skip a step")
                    @Nullable Integer index,
            @About("Attempt of it that failed; needed to skip a step") @Nullable Integer attempt)
            implements RequestEvent {

        /** Names no step: enough to try again whatever stands halted, never to skip it. */
        public ResumeRequested(
                String application,
                String runId,
                boolean skipStep,
                String requestedBy,
                String reason) {
            this(application, runId, skipStep, requestedBy, reason, null, null);
        }
    }

    @About(
            "Give up a run and go back to where the application was, as long as nothing was promoted")
    record CancelRequested(
            @About("Application") String application,
            @About("The run") String runId,
            @About("Who asks") String requestedBy,
            @About("Why") String reason)
            implements RequestEvent {}
}
