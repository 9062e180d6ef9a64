package io.bascule.cli;

import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.VerificationInterrupted;
import io.bascule.contracts.event.BackupEvent.VerificationRefused;
import io.bascule.contracts.event.BackupEvent.VerificationStarted;
import io.bascule.contracts.event.BackupEvent.VerifierBroken;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
import io.bascule.contracts.event.RequestEvent.VerifyRequested;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proves a stored backup again. */
@Command(
        name = "verify",
        description =
                "Proves a stored backup again, as far as its job says; of an application its newest one. Followed, it lasts until that is known.",
        footer = {
            "",
            "Examples:",
            "  bascule backup verify 20261122T192636Z-5320903e64fe",
            "  bascule backup verify orders --try-verifier --follow"
        })
final class BackupVerifyCommand extends RequestCommand {

    @SuppressWarnings("NullAway.Init")
    @Parameters(
            paramLabel = "ID|APP",
            description = "The backup, as bascule backup list names it, or an application.")
    private String name;

    @Option(
            names = "--try-verifier",
            description =
                    "Try the verifier, too: copies that are spoilt on purpose must be refused.")
    private boolean tryVerifier;

    private @Nullable VerificationStarted started;
    private int tried;

    @Override
    public Integer call() {
        var named = BackupName.find(talk(), name);
        return follow(
                new VerifyRequested(
                        named.application(), named.backupId(), tryVerifier, by(), reason()),
                "the verification",
                this::end);
    }

    private Optional<Integer> end(BackupEvent fact) {
        return switch (fact) {
            case VerificationStarted f -> {
                started = f;
                tried = 0;
                yield Optional.empty();
            }
            case BackupVerified f ->
                    started != null && f.level() == started.upTo() && started.trials() == 0
                            ? Optional.of(ExitCode.DONE)
                            : Optional.empty();
            case VerifierProven _ ->
                    started != null && ++tried == started.trials()
                            ? Optional.of(ExitCode.DONE)
                            : Optional.empty();
            case VerificationInterrupted f ->
                    f.retrySeconds() == null ? Optional.of(ExitCode.AWAITED) : Optional.empty();
            case BackupVerificationFailed _, VerifierBroken _ -> Optional.of(ExitCode.PLATFORM);
            case VerificationRefused _ -> Optional.of(ExitCode.REFUSED);
            default -> Optional.empty();
        };
    }
}
