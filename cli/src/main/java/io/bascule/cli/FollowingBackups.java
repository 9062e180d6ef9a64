package io.bascule.cli;

import io.bascule.cli.kafka.Heard;
import io.bascule.cli.kafka.Start;
import io.bascule.cli.kafka.TopicLog;
import io.bascule.cli.text.Screen;
import io.bascule.cli.text.Screen.Tone;
import io.bascule.cli.text.Words;
import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.Topic;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupCompleted;
import io.bascule.contracts.event.BackupEvent.BackupExpired;
import io.bascule.contracts.event.BackupEvent.BackupFailed;
import io.bascule.contracts.event.BackupEvent.BackupProgressed;
import io.bascule.contracts.event.BackupEvent.BackupRewrapped;
import io.bascule.contracts.event.BackupEvent.BackupStarted;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.BackupEvent.VerifierBroken;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.RestoreEvent.RestoreProgressed;
import io.bascule.contracts.event.RestoreEvent.RestoreStarted;
import io.bascule.contracts.event.WalEvent;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.sandbox.demo.Narration;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows backups that a request led to, until each is proven to its level, or failed. */
final class FollowingBackups {

    private static final Duration BEFORE = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Talk talk;
    private final Screen screen;
    private final Duration atMost;
    private final List<BackupJob> jobs;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> open;
    private boolean failed;

    FollowingBackups(Talk talk, Duration atMost, List<BackupJob> jobs) {
        this.talk = talk;
        this.screen = talk.screen();
        this.atMost = atMost;
        this.jobs = jobs;
        this.open =
                jobs.stream().map(BackupJob::name).collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * Follows what a request led to.
     *
     * @param requestId the id of its event
     * @param sent when it was sent, by this machine's clock
     */
    int run(String requestId, Instant sent) {
        try (var log = new TopicLog(talk.platform().bootstrapServers())) {
            log.from(List.of(Topic.BACKUP.topicName()), new Start.At(sent.minus(BEFORE)));
            long end = System.nanoTime() + atMost.toNanos();
            while (!open.isEmpty()) {
                if (System.nanoTime() > end) {
                    screen.aside(
                            "Expected the backups to be proven within %s, but they are not; look by bascule backup list%s"
                                    .formatted(Words.duration(atMost), talk.sameOptions()));
                    return ExitCode.AWAITED;
                }
                log.next(POLL).forEach(heard -> take(requestId, heard));
            }
        }
        return failed ? ExitCode.PLATFORM : ExitCode.DONE;
    }

    private void take(String requestId, Heard heard) {
        var envelope = heard.envelope();
        if (envelope == null || !(envelope.event() instanceof BackupEvent fact)) {
            return;
        }
        var id = idOf(fact);
        if (id.isEmpty()) {
            return;
        }
        if (requestId.equals(envelope.causationId())) {
            ids.add(id.get());
        }
        if (ids.contains(id.get())) {
            show(heard, envelope, fact);
            fold(fact);
        }
    }

    private void fold(BackupEvent fact) {
        switch (fact) {
            case BackupFailed f -> {
                failed = true;
                open.remove(f.job());
            }
            case BackupVerificationFailed f -> {
                failed = true;
                open.remove(f.job());
            }
            case BackupVerified f -> {
                if (f.level().compareTo(wanted(f.job())) >= 0) {
                    open.remove(f.job());
                }
            }
            case BackupCompleted f -> {
                if (wanted(f.job()) == ProofLevel.COMPLETED) {
                    open.remove(f.job());
                }
            }
            case BackupStarted _,
                    BackupProgressed _,
                    BackupExpired _,
                    WalEvent.WalArchived _,
                    WalEvent.WalArchiveInterrupted _,
                    WalEvent.WalGapFound _,
                    BackupRewrapped _,
                    BackupEvent.VerificationStarted _,
                    BackupEvent.VerificationRefused _,
                    BackupEvent.VerificationInterrupted _,
                    BackupEvent.RetentionReviewed _,
                    VerifierProven _,
                    VerifierBroken _,
                    RestoreStarted _,
                    RestoreProgressed _,
                    RestoreCompleted _,
                    RestoreFailed _ -> {}
        }
    }

    private void show(Heard heard, EventEnvelope<?> envelope, BackupEvent fact) {
        if (talk.json()) {
            screen.json(heard.document());
            return;
        }
        boolean bad = fact instanceof BackupFailed || fact instanceof BackupVerificationFailed;
        screen.line(
                "%s  %s"
                        .formatted(
                                screen.toned(
                                        Tone.QUIET,
                                        Words.time(envelope.time()) + " " + Words.zoneName()),
                                screen.toned(
                                        bad
                                                ? Tone.BAD
                                                : fact instanceof BackupVerified
                                                        ? Tone.GOOD
                                                        : Tone.PLAIN,
                                        Words.printable(
                                                Narration.of(fact)
                                                        .map(Narration.Line::text)
                                                        .orElse(heard.place())))));
    }

    private ProofLevel wanted(String job) {
        return jobs.stream()
                .filter(j -> j.name().equals(job))
                .map(j -> j.verify().toUpperCase(Locale.ROOT).replace('-', '_'))
                .map(ProofLevel::valueOf)
                .findFirst()
                .orElse(ProofLevel.RESTORED);
    }

    private static Optional<String> idOf(BackupEvent fact) {
        return switch (fact) {
            case BackupStarted f -> Optional.of(f.backupId());
            case BackupCompleted f -> Optional.of(f.backupId());
            case BackupFailed f -> Optional.of(f.backupId());
            case BackupVerified f -> Optional.of(f.backupId());
            case BackupVerificationFailed f -> Optional.of(f.backupId());
            // Progress comes every few seconds and is not shown line by line.
            case BackupProgressed _,
                    BackupExpired _,
                    WalEvent.WalArchived _,
                    WalEvent.WalArchiveInterrupted _,
                    WalEvent.WalGapFound _,
                    BackupRewrapped _,
                    BackupEvent.VerificationStarted _,
                    BackupEvent.VerificationRefused _,
                    BackupEvent.VerificationInterrupted _,
                    BackupEvent.RetentionReviewed _,
                    VerifierProven _,
                    VerifierBroken _,
                    RestoreStarted _,
                    RestoreProgressed _,
                    RestoreCompleted _,
                    RestoreFailed _ ->
                    Optional.empty();
        };
    }
}
