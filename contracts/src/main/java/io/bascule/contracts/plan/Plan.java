package io.bascule.contracts.plan;

import io.bascule.contracts.About;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole plan, as it is written in one YAML document, with every default filled in. */
public record Plan(
        @About("Places") List<Site> sites,
        @About("Applications") List<ApplicationPlan> applications,
        @About("Backup jobs") List<BackupJob> backups,
        @About("Emergency contacts") List<Contact> contacts,
        @About("How often each kind of drill is due: tabletop, walkthrough, simulation, full")
                Map<String, Frequency> drills,
        @About("Governance: SLA, budget, training, review") Map<String, Governance> governance) {

    public Plan {
        sites = List.copyOf(sites);
        applications = List.copyOf(applications);
        backups = List.copyOf(backups);
        contacts = List.copyOf(contacts);
        drills = Map.copyOf(drills);
        governance = Map.copyOf(governance);
    }

    /** How often something is due. */
    public enum Frequency {
        MONTHLY,
        QUARTERLY,
        HALF_YEARLY,
        YEARLY
    }

    /** A matter of governance: who answers for it, and until when it holds. */
    public record Governance(
            @About("Who answers for it") String owner,
            @About("When it was last settled; absent if never") @Nullable LocalDate on,
            @About("When it is due again; absent if never") @Nullable LocalDate due) {}
}
