package io.bascule.contracts.plan;

import io.bascule.contracts.plan.ApplicationPlan.Criticality;
import io.bascule.contracts.plan.ApplicationPlan.DecisionMode;
import io.bascule.contracts.plan.ApplicationPlan.Fencing;
import io.bascule.contracts.plan.ApplicationPlan.Objectives;
import io.bascule.contracts.plan.ApplicationPlan.Strategy;
import io.bascule.contracts.plan.ApplicationPlan.Suspicion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;

/** One application of the plan. */
final class ApplicationReader {

    private static final Duration AT_LEAST_A_MILLISECOND = Duration.ofMillis(1);

    private final Problems problems;
    private final Set<String> sites;
    private final Set<String> applications;

    ApplicationReader(Problems problems, Set<String> sites, Set<String> applications) {
        this.problems = problems;
        this.sites = sites;
        this.applications = applications;
    }

    Section open(Node node) {
        return Section.of(
                node,
                "an application",
                problems,
                "name",
                "criticality",
                "strategy",
                "objectives",
                "primary",
                "recovery",
                "witness",
                "decision",
                "evaluation",
                "dependsOn",
                "database",
                "traffic",
                "fencing",
                "frontDoor",
                "suspicion",
                "validate",
                "kafkaRequestsNeedApproval",
                "stepTimeout",
                "cooldown");
    }

    ApplicationPlan read(Section section) {
        var criticality =
                section.required(
                        "criticality", Forms.choice(Criticality.class), Criticality.STANDARD);
        var defaults = Defaults.of(criticality);
        String primary = section.required("primary", site(), "");
        String recovery = section.required("recovery", site(), "");
        String witness = section.optional("witness", site(), Defaults.WITNESS);
        threePlaces(section, primary, recovery, witness);
        var servers =
                new SiteEntries(problems, sites, primary, primary.equals(recovery) ? "" : recovery);
        return new ApplicationPlan(
                section.required("name", Forms::name, ""),
                criticality,
                section.optional("strategy", Forms.choice(Strategy.class), defaults.strategy()),
                objectives(section, defaults),
                primary,
                recovery,
                witness,
                section.optional("decision", Forms.choice(DecisionMode.class), defaults.decision()),
                section.optional("evaluation", positive(), Defaults.EVALUATION),
                section.texts("dependsOn", Forms.oneOf(applications, "applications")),
                DatabaseReader.read(section, servers),
                TrafficReader.read(section, servers),
                section.optional("fencing", Forms.choice(Fencing.class), Fencing.FRONT_DOOR),
                DatabaseReader.frontDoor(section),
                suspicion(section),
                validateSql(section),
                section.optional("kafkaRequestsNeedApproval", Forms::flag, true),
                section.optional("stepTimeout", positive(), Defaults.STEP_TIMEOUT),
                section.optional("cooldown", Forms.duration(Duration.ZERO), Defaults.COOLDOWN));
    }

    /** With no site declared that alone is the mistake, and not each mention of one. */
    private Function<String, String> site() {
        return sites.isEmpty() ? Forms::name : Forms.oneOf(sites, "sites");
    }

    private static Function<String, Duration> positive() {
        return Forms.duration(AT_LEAST_A_MILLISECOND);
    }

    private static void threePlaces(
            Section section, String primary, String recovery, String witness) {
        if (!primary.isEmpty() && primary.equals(recovery)) {
            section.problem(
                    section.where("recovery"),
                    "recovery: Expected another site than the primary, but found '"
                            + recovery
                            + "' in both");
        }
        if (witness.equals(primary) || witness.equals(recovery)) {
            section.problem(
                    section.where("witness"),
                    "witness: Expected a third place beside primary and recovery, but found '"
                            + witness
                            + "'");
        }
    }

    private static Objectives objectives(Section application, Defaults defaults) {
        var section = application.optionalSection("objectives", "rto", "rpo");
        return section == null
                ? new Objectives(defaults.rto(), defaults.rpo())
                : new Objectives(
                        section.optional("rto", positive(), defaults.rto()),
                        section.optional("rpo", Forms.duration(Duration.ZERO), defaults.rpo()));
    }

    private static Suspicion suspicion(Section application) {
        var section = application.optionalSection("suspicion", "quorum", "after", "staleAfter");
        var defaults = Defaults.SUSPICION;
        return section == null
                ? defaults
                : new Suspicion(
                        section.optional("quorum", Forms.integer(2, 99), defaults.quorum()),
                        section.optional("after", Forms.duration(Duration.ZERO), defaults.after()),
                        section.optional("staleAfter", positive(), defaults.staleAfter()));
    }

    private List<String> validateSql(Section application) {
        var statements = new ArrayList<String>();
        for (Node element : application.list("validate")) {
            statements.add(
                    Section.of(element, "a check of validate", problems, "sql")
                            .required("sql", Forms::text, ""));
        }
        return statements;
    }
}
