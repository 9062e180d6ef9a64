package io.bascule.contracts.plan;

import io.bascule.contracts.plan.Plan.Frequency;
import io.bascule.contracts.plan.Plan.Governance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The top of a plan. */
final class PlanDocument {

    private final Problems problems;
    private final Section top;
    private final Set<String> sites = new LinkedHashSet<>();
    private final Set<String> applications = new LinkedHashSet<>();

    private PlanDocument(Section top, Problems problems) {
        this.top = top;
        this.problems = problems;
        collectNames("sites", sites);
        collectNames("applications", applications);
    }

    static Plan read(Node node, Problems problems) {
        var top =
                Section.of(
                        node,
                        "the plan",
                        problems,
                        "sites",
                        "applications",
                        "backup_config",
                        "contacts",
                        "drills",
                        "governance");
        return new PlanDocument(top, problems).read(node);
    }

    private Plan read(Node node) {
        if (node instanceof MappingNode && !top.has("applications") && !top.has("backup_config")) {
            problems.add(
                    node,
                    "Expected 'applications' or 'backup_config' in the plan, but found neither");
        }
        return new Plan(sites(), applications(), backups(), contacts(), drills(), governance());
    }

    /**
     * The names first, right or wrong: they may be used before they are declared, and one badly
     * written name is one mistake and not one at each of its uses.
     */
    private void collectNames(String field, Set<String> names) {
        if (top.where(field) instanceof SequenceNode list) {
            for (Node element : list.getValue()) {
                if (element instanceof ScalarNode scalar) {
                    names.add(scalar.getValue());
                }
                var name = Section.open(element, field, new Problems("")).raw("name");
                if (name != null) {
                    names.add(name);
                }
            }
        }
    }

    private List<Site> sites() {
        if (top.has("applications") && !top.has("sites")) {
            top.problem(
                    top.where("applications"),
                    "Expected field 'sites' in the plan, because applications run at sites, but it is missing");
        }
        var once = new Once("site", problems);
        var read = new ArrayList<Site>();
        for (Node element : top.list("sites")) {
            var site = Section.of(element, "a site", problems, "name", "region");
            String name = site.required("name", Forms::name, "");
            once.check(name, site.where("name"));
            read.add(new Site(name, site.optional("region", Forms::text)));
        }
        return read;
    }

    private List<ApplicationPlan> applications() {
        var once = new Once("application", problems);
        var reader = new ApplicationReader(problems, sites, applications);
        var dependencies = new Dependencies(problems);
        var read = new ArrayList<ApplicationPlan>();
        for (Node element : top.list("applications")) {
            var section = reader.open(element);
            var application = reader.read(section);
            once.check(application.name(), section.where("name"));
            dependencies.add(application, section.where("dependsOn"));
            read.add(application);
        }
        dependencies.reportCycles();
        return read;
    }

    private List<BackupJob> backups() {
        var section = top.optionalSection("backup_config", "databases", "storage", "configs");
        return section == null ? List.of() : new BackupReader(problems, applications).read(section);
    }

    private List<Contact> contacts() {
        var read = new ArrayList<Contact>();
        for (Node element : top.list("contacts")) {
            var contact =
                    Section.of(element, "a contact", problems, "role", "name", "phone", "email");
            read.add(
                    new Contact(
                            contact.required("role", Forms::text, ""),
                            contact.required("name", Forms::text, ""),
                            contact.optional("phone", Forms::text),
                            contact.optional("email", Forms::text)));
        }
        return read;
    }

    private Map<String, Frequency> drills() {
        var drills = top.optionalSection("drills", "tabletop", "walkthrough", "simulation", "full");
        var read = new LinkedHashMap<String, Frequency>();
        if (drills != null) {
            for (String kind : drills.keys().keySet()) {
                var frequency = drills.optional(kind, Forms.choice(Frequency.class));
                if (frequency != null) {
                    read.put(kind, frequency);
                }
            }
        }
        return read;
    }

    private Map<String, Governance> governance() {
        var read = new LinkedHashMap<String, Governance>();
        if (top.has("governance")) {
            var matters = Section.open(top.where("governance"), "governance", problems);
            for (String name : matters.keys().keySet()) {
                var matter = matters.requiredSection(name, "owner", "on", "due");
                if (matter != null) {
                    read.put(
                            name,
                            new Governance(
                                    matter.required("owner", Forms::text, ""),
                                    matter.optional("on", Forms::date),
                                    matter.optional("due", Forms::date)));
                }
            }
        }
        return read;
    }
}
