package io.bascule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.sandbox.world.DemoPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCheckTest {

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theDemosPlanIsGoodInTheSandbox() throws IOException {
        assertThat(check(DemoPlan.text(), "--sandbox")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("1 applications and 1 backup jobs");
    }

    @Test
    void everyMistakeIsALineWithFileLineAndColumn() throws IOException {
        // given
        var text = DemoPlan.text().replace("primary: frankfurt", "primary: berlin");
        // when
        int exit = check(text, "--sandbox");
        // then
        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("plan.yaml:")
                .contains("berlin")
                .containsPattern(":\\d+:\\d+: ");
    }

    @Test
    void everyKindOfMistakeIsNamedAtOnceWithWhatWasExpected() throws IOException {
        // given a field that is unknown, a wrong duration, a wrong cron, a site that there is not,
        // a cycle, and a secret
        var ran =
                check(
                        """
                        sites:
                          - {name: frankfurt, region: eu-central-1}
                          - {name: paris, region: eu-west-3, colour: blue}
                        applications:
                          - name: orders
                            criticality: business-critical
                            objectives: {rto: 30 secs, rpo: 5s}
                            primary: frankfurt
                            recovery: london
                            dependsOn: [payments]
                            database:
                              type: postgres
                              database: orders
                              sites:
                                frankfurt: {host: a, port: 5432, user: b, password: hunter2}
                                paris: {host: a, port: 5432, user: b, password: "env:X"}
                          - name: payments
                            criticality: standard
                            primary: frankfurt
                            recovery: paris
                            dependsOn: [orders]
                        backup_config:
                          databases:
                            - name: production-db
                              schedule: "0 */6 * * * *"
                              retention: 30
                              destination: s3://backups-dr/databases/
                              encryption: AES-256
                        """);
        // then
        assertThat(ran).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("plan.yaml:3:38: Expected one of the fields name, region")
                .contains("plan.yaml:7:23: rto: Expected a duration")
                .contains("plan.yaml:9:15: recovery: Expected one of the sites frankfurt, paris")
                .contains("plan.yaml:10:16: ")
                .contains("orders -> payments -> orders")
                .contains("a plan never holds a secret")
                .contains("schedule: Expected a schedule of five fields")
                .doesNotContain("hunter2");
    }

    @Test
    void aBackupConfigThatStandsAloneIsAcceptedAsItIs() throws IOException {
        // given
        var text =
                Files.readString(
                        Path.of("../contracts/src/test/resources/plans/backup-config.yaml"));
        // then
        assertThat(check(text, "--json")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("\"applications\":0,\"backupJobs\":3,\"problems\":[]");
    }

    @Test
    void aFileThatIsNotThereIsOneLine() {
        int exit = run("plan", "check", folder.resolve("absent.yaml").toString());
        assertThat(exit).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        assertThat(run("fly")).isEqualTo(ExitCode.USAGE);
    }

    private int check(String text, String... options) throws IOException {
        var file = Files.writeString(folder.resolve("plan.yaml"), text);
        var arguments = new String[3 + options.length];
        arguments[0] = "plan";
        arguments[1] = "check";
        System.arraycopy(options, 0, arguments, 2, options.length);
        arguments[arguments.length - 1] = file.toString();
        return run(arguments);
    }

    private int run(String... arguments) {
        return Bascule.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
