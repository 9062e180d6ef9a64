package io.bascule.contracts.plan;

import static io.bascule.contracts.plan.Plans.problems;
import static io.bascule.contracts.plan.Plans.text;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One mistake at a time, put into a plan that is right, gives one problem at its place. */
class PlanMistakesTest {

    private static final String RIGHT = text("orders.yaml");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    recovery: paris\\n    witness     | recovery: frankfurt\\n    witness | 11:15: recovery: Expected another site
                    witness: witness                    | witness: paris          | 12:14: witness: Expected a third place
                    witness: witness                    | witness: moon           | 12:14: witness: Expected one of the sites
                    decision: automatic                 | decision: maybe         | 13:15: decision: Expected one of automatic, approval, two-person
                    type: postgres\\n      database: orders | type: mysql\\n      database: orders | 16:13: database: Expected a type that is supported (postgres), but found 'mysql'
                    type: haproxy\\n                    | type: route53\\n        | 31:13: traffic: Expected a type that is supported (haproxy), but found 'route53'
                    every: 100ms                        | every: 0ms              | 35:69: every: Expected a duration of at least 10ms
                    - sql: select count(*) from orders  | - {sql: a, http: b}     | 38:18: Expected one of the fields sql in a check of validate, but found 'http'
                    frankfurt: pg_frankfurt,            |                         | 34:16: Expected field 'frankfurt' in servers of traffic of an application, but it is missing
                    paris: pg_paris                     | paris: pg_paris, witness: w | 34:59: Expected the application's sites frankfurt and paris, but found 'witness', where it does not run
                    paris: pg_paris                     | paris: pg_paris, rome: r | 34:59: Expected one of the sites
                    name: witness}                      | name: witness}\\n  - {name: paris} | 5:12: Expected each site once, but 'paris' stands in line 3 already
                    criticality: standard               | strategy: warm-standby  | 39:5: Expected field 'criticality' in an application, but it is missing
                    criticality: standard               | criticality:            | 40:5: Expected field 'criticality' in an application, but it is empty
                    retention: 30                       | retention: 30d          | 57:18: retention: Expected a whole number from 1 to 36500
                    s3://backups-dr/databases/          | s3://B/                 | 58:20: destination: Expected a destination such as
                    application: orders                 | application: order      | 54:20: application: Expected one of the applications orders, payments, but found 'order'; did you mean 'orders'?
                    engine: pg_basebackup               | engine: files           | 61:15: engine: Expected one of the engines pg_dump, pg_basebackup
                    Europe/Berlin                       | Europe/Bonn             | 56:17: timeZone: Expected a time zone
                    tabletop: quarterly                 | tabletop: weekly        | 65:20: tabletop: Expected one of monthly, quarterly
                    due: 2027-01-31                     | due: soon               | 67:42: due: Expected a date such as 2027-03-31
                    drills:                             | drill:                  | 65:1: Expected one of the fields sites, applications
                    objectives: {rto: 60s, rpo: 10s}    | objectives: 60s         | 9:17: Expected the fields of objectives of an application, but found a single value
                    criticality: standard               | criticality: standard\\n    criticality: important | 41:5: Expected field 'criticality' once in an application, but it stands in line 40 already
                    """)
    void oneMistakeIsOneProblem(String right, String wrong, String problem) {
        var yaml = RIGHT.replace(lines(right), lines(wrong == null ? "" : wrong));

        assertThat(yaml).isNotEqualTo(RIGHT);
        assertThat(problems(yaml)).singleElement().asString().startsWith("plan.yaml:" + problem);
    }

    @Test
    void anApplicationIsDeclaredOnce() {
        assertThat(problems(RIGHT.replace("name: payments", "name: orders")))
                .contains(
                        "plan.yaml:39:11: Expected each application once, but 'orders' stands in line 6 already");
    }

    @Test
    void applicationsThatWaitForEachOtherAreNamedInACircle() {
        var yaml =
                RIGHT.replace(
                        "criticality: standard", "criticality: standard\n    dependsOn: [orders]");

        assertThat(problems(yaml))
                .containsExactly(
                        "plan.yaml:14:16: Expected dependsOn to give an order, but these wait for each other: orders -> payments -> orders");
    }

    @Test
    void anApplicationThatWaitsForItselfIsACircle() {
        assertThat(problems(RIGHT.replace("[payments]", "[orders]")))
                .containsExactly(
                        "plan.yaml:14:16: Expected dependsOn to give an order, but these wait for each other: orders -> orders");
    }

    @Test
    void withoutSitesThatAloneIsTheMistake() {
        var yaml = RIGHT.substring(RIGHT.indexOf("applications:"));

        assertThat(problems(yaml))
                .singleElement()
                .asString()
                .contains("Expected field 'sites' in the plan");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "*hunter2", "[hunter2]", "{a: hunter2}", "env:", "'hunter2"})
    void aSecretIsNeverRepeated(String secret) {
        var yaml = RIGHT.replace("env:FRANKFURT_PASSWORD", secret);

        assertThat(problems(yaml)).isNotEmpty().noneMatch(p -> p.contains("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "s3://backups-dr/databases/,s3://AKIA:hunter2@backups-dr/",
        "host: 127.0.0.1\\n          port: 15432,host: postgres://u:hunter2@db/orders"
    })
    void aSecretInAnAddressIsFoundAndNotRepeated(String right, String wrong) {
        var yaml = RIGHT.replace(lines(right), wrong);

        assertThat(yaml).isNotEqualTo(RIGHT);
        assertThat(problems(yaml)).hasSize(1).noneMatch(p -> p.contains("hunter2"));
    }

    @Test
    void everyKindOfMistakeIsNamedAtOnceWithItsPlaceAndWhatWasExpected() {
        assertThat(problems(text("every-mistake.yaml")))
                .containsExactlyElementsOf(text("every-mistake.txt").lines().toList());
    }

    @Test
    void whatIsNoYamlIsSaidWhereItStopsBeingYaml() {
        assertThat(problems("sites:\n  - name: a\n - name: b\n"))
                .singleElement()
                .asString()
                .startsWith("plan.yaml:3:2: Expected YAML, but ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\n",
                "---\n",
                "a\u0000b",
                "[1, 2]",
                "{}",
                "? [a]\n: b\n",
                "&a [*a]"
            })
    void whatIsNoPlanIsSaidToBeNone(String yaml) {
        assertThat(problems(yaml)).isNotEmpty();
    }

    private static String lines(String text) {
        return text.replace("\\n", "\n");
    }
}
