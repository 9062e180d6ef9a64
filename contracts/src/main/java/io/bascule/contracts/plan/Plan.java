package io.bascule.contracts.plan;

import io.bascule.contracts.About;
import io.bascule.contracts.event.PlanEvent.BackupsApplied;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * The plan as it is published: one event for each application, with the backup jobs that name
     * it. A job that names none is in no part.
     *
     * @param hash SHA-256 of the plan's text
     * @param appliedBy who applies it
     */
    public List<PlanApplied> parts(String hash, String appliedBy) {
        return applications.stream()
                .map(application ->
                        new PlanApplied(
                                application.name(),
                                hash,
                                appliedBy,
                                application,
                                sites,
                                backups.stream()
                                        .filter(job -> application.name().equals(job.application()))
                                        .toList(),
                                contacts))
                .toList();
    }

    /**
     * The backup jobs that belong to no application, as they are said; empty if there is none, so
     * that a plan of applications does not take back those of a backup_config that stands alone.
     */
    public Optional<BackupsApplied> alone(String hash, String appliedBy) {
        var jobs = backups.stream().filter(job -> job.application() == null).toList();
        return jobs.isEmpty()
                ? Optional.empty()
                : Optional.of(new BackupsApplied(hash, appliedBy, jobs));
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
