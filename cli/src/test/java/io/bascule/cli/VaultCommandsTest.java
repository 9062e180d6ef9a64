package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.event.BackupEvent;
import io.bascule.contracts.event.BackupEvent.BackupVerificationFailed;
import io.bascule.contracts.event.BackupEvent.BackupVerified;
import io.bascule.contracts.event.BackupEvent.ProofLevel;
import io.bascule.contracts.event.BackupEvent.RetentionReviewed;
import io.bascule.contracts.event.BackupEvent.VerificationInterrupted;
import io.bascule.contracts.event.BackupEvent.VerificationStarted;
import io.bascule.contracts.event.BackupEvent.VerifierProven;
import io.bascule.contracts.event.RestoreEvent.RestoreCompleted;
import io.bascule.contracts.event.RestoreEvent.RestoreFailed;
import io.bascule.contracts.event.RestoreEvent.RestoreProgressed;
import io.bascule.contracts.event.RestoreEvent.RestoreStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Restoring, proving and expiring from a terminal: what is asked, shown, and how it ends. */
class VaultCommandsTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ID = "20261122T192636Z-5320903e64fe";

    private final OnABroker broker = OnABroker.there();
    private final TinyGateway gateway = new TinyGateway();
    private final String request = UUID.randomUUID().toString();
    private final String restore = "20261123T000000Z-" + request.substring(0, 12);

    @BeforeEach
    void backups() {
        gateway.onJson(
                "GET /api/backups",
                200,
                """
                [{"application":"orders","backupId":"%s","job":"orders-db"},
                 {"application":"backup_config","backupId":"b-9","job":"user-uploads"}]\
                """
                        .formatted(ID));
        answers(200, "TAKEN", "restore " + restore + " has begun");
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void aRestoreIsAskedForWithEveryWordThatWasTyped() {
        var ran =
                run(
                        "restore",
                        ID,
                        "--into",
                        "scratch",
                        "--at",
                        "2026-11-22T10:15:30Z",
                        "--path",
                        "a/b",
                        "--replace",
                        "--by",
                        "ada",
                        "--reason",
                        "drill");

        assertThat(ran.code()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out()).contains("restore " + restore + " has begun");
        assertThat(body())
                .isEqualTo(
                        EventJson.mapper()
                                .readTree(
                                        """
                                        {"type":"RestoreRequested","application":"orders","backupId":"%s",
                                         "target":"scratch","replace":true,"requestedBy":"ada","reason":"drill",
                                         "at":"2026-11-22T10:15:30Z","path":"a/b"}\
                                        """
                                                .formatted(ID)));
    }

    @Test
    void anApplicationOrAJobStandsForItsNewestProvenBackup() {
        assertThat(run("restore", "user-uploads", "--into", "files").code())
                .isEqualTo(ExitCode.DONE);

        assertThat(body().path("application").asString()).isEqualTo("backup_config");
        assertThat(body().path("job").asString()).isEqualTo("user-uploads");
        assertThat(body().has("backupId")).isFalse();
        assertThat(body().path("replace").asBoolean(true)).isFalse();

        var unknown = run("restore", "nothing", "--into", "files");
        assertThat(unknown.code()).isEqualTo(ExitCode.UNKNOWN);
        assertThat(unknown.err()).contains("nothing is known of 'nothing'").doesNotContain("\n\n");
        assertThat(run("restore", "orders").code()).isEqualTo(ExitCode.USAGE);
        assertThat(run("restore", "orders", "--into", "x", "--at", "yesterday").code())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aTargetThatIsNotEmptyIsARefusalOfOneLine() {
        answers(
                409,
                "REFUSED",
                "Expected an empty database at orders@127.0.0.1:5432/scratch, but found 2 tables; ask with replace to drop them");

        var ran = run("restore", "orders", "--into", "scratch", "--follow");

        assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).startsWith("bascule: refused: Expected an empty database");
    }

    @Test
    void aFollowedRestoreShowsRateAndEstimateUntilItIsComplete() throws InterruptedException {
        var shell = new Shell();
        var codes = new int[] {-1};
        var following =
                Thread.ofPlatform()
                        .start(() ->
                                codes[0] =
                                        shell.toEnd(
                                                        followed(
                                                                "restore", "orders", "--into",
                                                                "scratch"))
                                                .code());
        var begun = says(new RestoreStarted("orders", restore, ID, "scratch"), request);
        says(
                new RestoreProgressed(
                        "orders", restore, ID, "scratch", 120_000_000, 1_200_000_000, 2.0, 18.0),
                begun.id());
        await().atMost(SOON).until(() -> shell.out().contains("to go"));
        assertThat(shell.out())
                .contains("restored 120.0 MB of 1.2 GB, 60.0 MB/s, about 18 s to go");
        assertThat(following.isAlive()).isTrue();
        says(new RestoreCompleted("orders", "other", ID, "else", 1, 1), "of-another-request");
        says(
                new RestoreCompleted("orders", restore, ID, "scratch", 20.5, 1_200_000_000),
                begun.id());

        following.join(SOON);
        assertThat(codes[0]).isEqualTo(ExitCode.DONE);
        assertThat(shell.out()).contains("restored in 20.5 s: scratch").doesNotContain("else");
    }

    @Test
    void aRestoreThatFailsOnItsWayHasACodeOfItsOwnAndMachinesGetEveryEvent() {
        var begun = says(new RestoreStarted("orders", restore, ID, "scratch"), request);
        says(new RestoreFailed("orders", restore, ID, "scratch", "pg_restore: no"), begun.id());

        var ran = Shell.run(with(followed("restore", "orders", "--into", "scratch"), "--json"));

        assertThat(ran.code()).isEqualTo(ExitCode.PLATFORM);
        assertThat(ran.lines()).hasSize(3);
        assertThat(json(ran.lines().getFirst()).path("outcome").asString()).isEqualTo("TAKEN");
        assertThat(json(ran.lines().getLast()).path("type").asString())
                .isEqualTo("bascule.RestoreFailed.v1");
    }

    @Test
    void aVerificationLastsUntilTheVerifierIsTriedToo() {
        answers(200, "TAKEN", "backup " + ID + " is being proven up to CONTENT_EQUAL");
        var begun = says(started(2), request);
        says(verified(ProofLevel.RESTORED), begun.id());
        says(verified(ProofLevel.CONTENT_EQUAL), begun.id());
        says(proven(), begun.id());
        says(proven(), begun.id());

        var ran = Shell.run(followed("backup", "verify", ID, "--try-verifier"));

        assertThat(ran.code()).isEqualTo(ExitCode.DONE);
        assertThat(ran.out().split("a spoilt copy was refused", -1)).hasSize(3);
        assertThat(body().path("type").asString()).isEqualTo("VerifyRequested");
        assertThat(body().path("tryVerifier").asBoolean()).isTrue();
    }

    @Test
    void anInterruptedVerificationIsFollowedIntoItsNextAttemptAndARefutedOneFails() {
        var begun = says(started(0), request);
        says(
                new VerificationInterrupted(
                        "orders", ID, "orders-db", ProofLevel.STORED, 1, "the store is away", 30.0),
                begun.id());
        var again = says(started(0), request);
        says(
                new BackupVerificationFailed(
                        "orders", ID, "orders-db", ProofLevel.READABLE, "a bit is wrong"),
                again.id());

        var ran = Shell.run(followed("backup", "verify", "orders"));

        assertThat(ran.code()).isEqualTo(ExitCode.PLATFORM);
        assertThat(ran.out())
                .contains("which says nothing about the backup: the store is away")
                .contains("did not pass READABLE: a bit is wrong");
    }

    @Test
    void whatRetentionWouldRemoveIsShownAndNothingIsRemovedUnlessSomebodySaysSo() {
        answers(200, "TAKEN", "would remove 1 backups, keeps 1");
        says(
                new RetentionReviewed(
                        "orders",
                        null,
                        false,
                        "ada",
                        1,
                        1,
                        List.of(
                                new BackupEvent.Decision("b-1", "orders-db", true, "older"),
                                new BackupEvent.Decision("b-2", "orders-db", false, "kept"))),
                request);

        var ran = Shell.run(reaching("backup", "expire", "orders"));

        assertThat(ran.code()).isEqualTo(ExitCode.DONE);
        assertThat(body().path("remove").asBoolean(true)).isFalse();
        assertThat(ran.out())
                .containsPattern("b-1 +would go +orders/orders-db +older")
                .containsPattern("b-2 +stays +orders/orders-db +kept");

        assertThat(Shell.run(reaching("backup", "expire", "orders", "--remove")).code())
                .isEqualTo(ExitCode.DONE);
        assertThat(body().path("remove").asBoolean(false)).isTrue();
        assertThat(run("backup", "expire", "--remove", "--dry-run").code())
                .isEqualTo(ExitCode.USAGE);

        // and: without a name it is asked of each application
        int before = gateway.asked().size();
        assertThat(run("backup", "expire").code()).isEqualTo(ExitCode.DONE);
        assertThat(gateway.asked().subList(before, gateway.asked().size()))
                .filteredOn(asked -> asked.method().equals("POST"))
                .hasSize(2);
    }

    private VerificationStarted started(int trials) {
        return new VerificationStarted(
                "orders", ID, "orders-db", ProofLevel.CONTENT_EQUAL, trials, "ada");
    }

    private static BackupVerified verified(ProofLevel level) {
        return new BackupVerified(
                "orders", ID, "orders-db", level, 1.0, 2.0, 100, 1, 1, Instant.EPOCH);
    }

    private static VerifierProven proven() {
        return new VerifierProven(
                "orders", ID, "orders-db", "a bit flipped", ProofLevel.READABLE, 1);
    }

    private EventEnvelope<?> says(BackupEvent fact, String cause) {
        return broker.says(fact, Instant.now(), cause);
    }

    private void answers(int status, String outcome, String detail) {
        gateway.onJson(
                "POST /api/requests",
                status,
                "{\"requestId\":\"%s\",\"outcome\":\"%s\",\"application\":\"orders\",\"detail\":\"%s\"}"
                        .formatted(request, outcome, detail));
    }

    private JsonNode body() {
        return json(
                gateway.asked().stream()
                        .filter(asked -> asked.method().equals("POST"))
                        .reduce((_, last) -> last)
                        .orElseThrow()
                        .body());
    }

    private static JsonNode json(String text) {
        return EventJson.mapper().readTree(text);
    }

    private Shell.Ran run(String... arguments) {
        return Shell.run(with(arguments, "--console", gateway.url()));
    }

    private String[] reaching(String... arguments) {
        return broker.with(with(arguments, "--console", gateway.url()));
    }

    private String[] followed(String... arguments) {
        return with(reaching(arguments), "--follow");
    }

    private static String[] with(String[] arguments, String... more) {
        var all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }
}
