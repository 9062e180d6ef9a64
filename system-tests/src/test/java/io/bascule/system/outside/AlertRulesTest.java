package io.bascule.system.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The rules in deploy/prometheus: what they ask of exists, and who is woken by them is told what to
 * do.
 */
class AlertRulesTest {

    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
    private static final Pattern OURS = Pattern.compile("\\bdr_[a-z_]+\\b");

    @Test
    void prometheusTakesTheConfigurationAndTheRulesPassTheirTests() throws Exception {
        var promtool = Tools.find("promtool");
        assumeTrue(promtool.isPresent(), Tools.MISSING);

        var config =
                Tools.run(
                        promtool.get(),
                        List.of(
                                "check",
                                "config",
                                Tools.DEPLOY.resolve("prometheus.yml").toString()));
        assertThat(config.exitCode()).as(config.output()).isZero();

        var arguments = new ArrayList<>(List.of("test", "rules"));
        for (Path test : Tools.files(Tools.DEPLOY.resolve("tests"), ".test.yml")) {
            arguments.add(test.toString());
        }
        var tested = Tools.run(promtool.get(), arguments);
        assertThat(tested.exitCode()).as(tested.output()).isZero();
        assertThat(arguments).hasSizeGreaterThan(2);
    }

    @Test
    void everyAlertIsTestedAndSaysWhatItMeansAndWhatToType() throws IOException {
        String tests = textOf(Tools.DEPLOY.resolve("tests"));
        String page = Files.readString(Tools.DOCS.resolve("operators/alerts.md"));
        var names = new TreeSet<String>();
        for (Path file : Tools.files(Tools.DEPLOY.resolve("rules"), ".yml")) {
            String[] rules = Files.readString(file).split("(?m)^(?= +- (alert|record): )", -1);
            for (String rule : rules) {
                var name = ALERT.matcher(rule);
                if (!name.find()) {
                    continue;
                }
                String alert = name.group(1);
                names.add(alert);
                String anchor = alert.toLowerCase(Locale.ROOT);
                assertThat(rule)
                        .as(alert)
                        .contains(
                                "severity: ",
                                "summary: ",
                                "description: ",
                                "./bascule ",
                                "runbook_url: https://docs.bascule.example/operators/alerts.md#"
                                        + anchor
                                        + "\n");
                assertThat(page).as("alerts.md on %s", alert).contains("## " + alert + "\n");
                assertThat(tests).as("a test of %s", alert).contains("\"" + alert + "\"");
            }
        }
        assertThat(names).contains("ReplicationLagHigh", "BackupFailed", "DRSiteUnhealthy");
    }

    @Test
    void everySeriesThatARuleAsksForIsServed() throws IOException {
        var asked = new TreeSet<String>();
        var matcher = OURS.matcher(textOf(Tools.DEPLOY.resolve("rules")));
        while (matcher.find()) {
            asked.add(matcher.group());
        }
        assertThat(asked).isNotEmpty();
        assertThat(MetricsPage.documented()).containsAll(asked);
    }

    @Test
    void theOperatorsPagesNameNoSeriesThatIsNotServed() throws IOException {
        var documented = new TreeSet<>(MetricsPage.documented());
        // Served only where fault points are enabled, which no operator does.
        documented.add("dr_fault_points_armed");
        for (Path page : Tools.files(Tools.DOCS.resolve("operators"), ".md")) {
            var named = OURS.matcher(Files.readString(page));
            while (named.find()) {
                assertThat(documented)
                        .as("%s is named on %s", named.group(), page.getFileName())
                        .contains(named.group());
            }
        }
    }

    private static String textOf(Path folder) throws IOException {
        var text = new StringBuilder();
        for (Path file : Tools.files(folder, ".yml")) {
            text.append(Files.readString(file));
        }
        return text.toString();
    }
}
