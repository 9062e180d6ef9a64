package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is known of applications, runs and backups, as a user sees it. */
class KnownTest {

    @TempDir private Path folder;
    private final TinyGateway gateway = new TinyGateway();

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void ifItHappenedNowIsSaidAgainstTheObjectivesAndUnknownIsNotZero() {
        gateway.onJson(
                "GET /api/applications",
                200,
                """
                [{"application":"orders","rpoExposureSeconds":0.42,"rpoBasis":"lag","objectiveRpoSeconds":10.0,
                  "objectiveRtoSeconds":30.0,"provenBackup":{"snapshotAt":"%s"},
                  "findings":[{"gap":"RTO_NEVER_MEASURED","words":"No unplanned run was ever measured"}]}]\
                """
                        .formatted(Instant.now().minusSeconds(7_300)));

        var ran = run("applications");

        assertThat(ran.code()).isEqualTo(ExitCode.DONE);
        assertThat(ran.lines().get(1).split("\\s{2,}"))
                .containsExactly(
                        "orders", "no", "0.42 s", "10 s", "unknown", "30 s", "2 h 1 min old");
        assertThat(ran.lines().get(2)).isEqualTo("  orders: No unplanned run was ever measured");
        assertThat(run("applications", "billing").code()).isEqualTo(ExitCode.UNKNOWN);
    }

    @Test
    void runsStandTheNewestFirstAndABoundIsNoExactFigure() {
        gateway.onJson(
                "GET /api/runs",
                200,
                """
                [{"runId":"orders-1","kind":"FAILOVER","outcome":"COMPLETED","from":"frankfurt","to":"paris",
                  "startedAt":"2026-11-22T19:00:00Z","rtoSeconds":1.33,"lostTransactionsAtLeast":640},
                 {"runId":"orders-2","kind":"FAILBACK","outcome":"ROLLED_BACK","from":"paris","to":"frankfurt",
                  "startedAt":"2026-11-22T19:10:00Z","lostTransactions":0}]\
                """);

        var ran = run("runs", "orders");

        assertThat(gateway.asked().getFirst().query()).isEqualTo("application=orders");
        assertThat(ran.lines().get(1))
                .startsWith("orders-2")
                .contains("rolled back", "unknown", "  0  ", "paris -> frankfurt");
        assertThat(ran.lines().get(2)).startsWith("orders-1").contains("1.33 s", "≥ 640");
        var machines = EventJson.mapper().readTree(run("runs", "--json").out());
        assertThat(machines.get(0).path("runId").asString()).isEqualTo("orders-2");
        assertThat(machines.get(0).path("startedAt").asString()).isEqualTo("2026-11-22T19:10:00Z");
    }

    @Test
    void nothingIsSaidToBeNothing() {
        gateway.onJson("GET /api/runs", 200, "[]").onJson("GET /api/backups", 200, "[]");
        assertThat(run("runs").out()).contains("no run is known");
        assertThat(run("runs", "--json").out().strip()).isEqualTo("[]");
        assertThat(run("backup", "list").out()).contains("no backup is known");
    }

    @Test
    void aReportIsPrintedOrWrittenInTheFormOfItsFile() throws IOException {
        gateway.on("GET /api/runs/orders-1/report", 200, "text/markdown", "# orders-1\n");

        assertThat(run("report", "orders-1").out()).isEqualTo("# orders-1\n");
        var file = folder.resolve("orders-1.html");
        var ran = run("report", "orders-1", "--out", file.toString());

        assertThat(Files.readString(file)).isEqualTo("# orders-1\n");
        assertThat(ran.out()).contains(file.toString(), "c0ffee");
        assertThat(gateway.asked().stream().map(TinyGateway.Asked::query))
                .containsExactly("format=md", "format=html");
        assertThat(run("report", "orders-1", "--format", "pdf").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aReportThatIsNotThereIsOneLineOfTheGateway() {
        gateway.onJson(
                "GET /api/runs/orders-9/report",
                404,
                "{\"detail\":\"Expected a run such as orders-1, but no fact of 'orders-9' is known\"}");
        var ran = run("report", "orders-9");
        assertThat(ran.code()).isEqualTo(ExitCode.UNKNOWN);
        assertThat(ran.err())
                .isEqualToNormalizingNewlines(
                        "bascule: Expected a run such as orders-1, but no fact of 'orders-9' is known\n");
    }

    @Test
    void aBackupIsListedWithItsProofAndShownInFull() {
        gateway.onJson(
                "GET /api/backups",
                200,
                """
                [{"application":"orders","backupId":"b-2","job":"orders-db","engine":"pg_dump",
                  "snapshotAt":"2026-11-22T19:10:00Z","sourceBytes":1400000,"storedBytes":529000,"sha256":"ab",
                  "encryption":"AES-256-GCM","manifestUri":"s3://b/m","proof":"CONTENT_EQUAL",
                  "restoreSeconds":2.2,"expired":false,"eventIds":["e-1"]},
                 {"application":"orders","backupId":"b-1","job":"orders-db","proof":"STORED",
                  "refuted":"a table differs","expired":false}]\
                """);

        var list = run("backup", "list");
        assertThat(list.lines().get(1))
                .contains("b-2", "content equal", "529.0 kB", "orders/orders-db");
        assertThat(list.lines().get(2)).contains("b-1", "refuted");

        var shown = run("backup", "show", "b-2");
        assertThat(shown.out()).contains("restored in  2.20 s", "event        e-1", "s3://b/m");
        assertThat(run("backup", "show", "b-3").code()).isEqualTo(ExitCode.UNKNOWN);
    }

    @Test
    void aPlanWithMistakesIsNotEvenSent() throws IOException {
        var file = Files.writeString(folder.resolve("plan.yaml"), "sites: [{nam: frankfurt}]\n");
        var ran = run("apply", file.toString());
        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains(file + ":1:10: ").contains("nothing was changed");
        assertThat(gateway.asked()).isEmpty();
    }

    @Test
    void aPlanIsSentAsItStandsAndWhatBecameOfEachApplicationIsSaid() throws IOException {
        var text =
                Files.readString(
                        Path.of("../contracts/src/test/resources/plans/backup-config.yaml"));
        var file = Files.writeString(folder.resolve("plan.yaml"), text);
        gateway.onJson(
                "POST /api/plans",
                409,
                """
                {"hash":"abc","applications":[{"application":"orders","outcome":"ACCEPTED","reasons":[]},
                 {"application":"billing","outcome":"REFUSED","reasons":["a run is open"]}]}\
                """);

        var ran = run("apply", file.toString());

        assertThat(ran.code()).isEqualTo(ExitCode.REFUSED);
        assertThat(ran.lines())
                .containsExactly("orders: accepted", "billing: refused: a run is open");
        var asked = gateway.asked().getFirst();
        assertThat(asked.contentType()).isEqualTo("application/yaml");
        assertThat(asked.body()).isEqualTo(text);
    }

    @Test
    void aStandingSandboxIsFoundAndItsPlaceholdersAreFilledIn() throws IOException {
        Files.writeString(
                folder.resolve("world.json"),
                """
                {"pid":1,"console":"%s","bootstrapServers":"127.0.0.1:1","placeholders":{
                 "port.front-door":"15432","port.frankfurt":"15433","port.paris":"15434",
                 "port.frankfurt-replication":"15435","port.paris-replication":"15436",
                 "router.control":"/run/x.sock"}}\
                """
                        .formatted(gateway.url()));
        var file =
                Files.writeString(
                        folder.resolve("plan.yaml"), io.bascule.sandbox.world.DemoPlan.text());
        gateway.onJson(
                "POST /api/plans",
                200,
                "{\"hash\":\"abc\",\"applications\":[{\"application\":\"orders\",\"outcome\":\"ACCEPTED\"}]}");

        var ran = Shell.run("apply", file.toString(), "--data", folder.toString());

        assertThat(ran.code()).isEqualTo(ExitCode.DONE);
        assertThat(gateway.asked().getFirst().body())
                .contains("port: 15434", "control: /run/x.sock")
                .doesNotContain("${port");
        assertThat(Shell.run("runs", "--data", folder.resolve("none").toString()).err())
                .contains("bascule up --data");
    }

    private Shell.Ran run(String... arguments) {
        var all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--console";
        all[arguments.length + 1] = gateway.url();
        return Shell.run(all);
    }
}
