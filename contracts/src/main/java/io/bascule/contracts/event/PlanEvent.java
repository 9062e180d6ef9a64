package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.contracts.plan.Contact;
import io.bascule.contracts.plan.Plan;
import io.bascule.contracts.plan.Site;
import java.util.List;
import java.util.Optional;

/** The applied plan, one record per application, and one for the backup jobs of none. */
public sealed interface PlanEvent extends Event {

    @About("A plan was applied; it holds for this application until the next one")
    record PlanApplied(
            @About("Application") String application,
            @About("SHA-256 of the plan's text, hexadecimal") String planHash,
            @About("Who applied it") String appliedBy,
            @About("The application's part of the plan") ApplicationPlan plan,
            @About("All sites of the plan") List<Site> sites,
            @About("Backup jobs of this application") List<BackupJob> backups,
            @About("Whom to tell and to ask") List<Contact> contacts)
            implements PlanEvent {

        public PlanApplied {
            sites = List.copyOf(sites);
            backups = List.copyOf(backups);
            contacts = List.copyOf(contacts);
        }

        /**
         * A plan as it is published: one event for each application, with the backup jobs that name
         * it. A job that names none is in no part.
         *
         * @param hash SHA-256 of the plan's text
         * @param appliedBy who applies it
         */
        public static List<PlanApplied> partsOf(Plan plan, String hash, String appliedBy) {
            return plan.applications().stream()
                    .map(application ->
                            new PlanApplied(
                                    application.name(),
                                    hash,
                                    appliedBy,
                                    application,
                                    plan.sites(),
                                    plan.backups().stream()
                                            .filter(job ->
                                                    application.name().equals(job.application()))
                                            .toList(),
                                    plan.contacts()))
                    .toList();
        }

        @Override
        public String subject() {
            return application;
        }
    }

    @About(
            "The backup jobs of no application were applied; they hold until the next time, all of them together")
    record BackupsApplied(
            @About("SHA-256 of the plan's text, hexadecimal") String planHash,
            @About("Who applied it") String appliedBy,
            @About("All backup jobs that belong to no application") List<BackupJob> backups)
            implements PlanEvent {

        public BackupsApplied {
            backups = List.copyOf(backups);
        }

        /**
         * The jobs of a plan that belong to no application; empty if there is none, so that a plan
         * of applications does not take back those of a backup_config that stands alone.
         */
        public static Optional<BackupsApplied> of(Plan plan, String hash, String appliedBy) {
            var jobs = plan.backups().stream().filter(job -> job.application() == null).toList();
            return jobs.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new BackupsApplied(hash, appliedBy, jobs));
        }

        @Override
        public String subject() {
            return BackupJob.NO_APPLICATION;
        }
    }
}
