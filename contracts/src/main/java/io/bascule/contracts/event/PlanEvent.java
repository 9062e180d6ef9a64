package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.plan.ApplicationPlan;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.contracts.plan.Contact;
import io.bascule.contracts.plan.Site;
import java.util.List;

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

        @Override
        public String subject() {
            return BackupJob.NO_APPLICATION;
        }
    }
}
