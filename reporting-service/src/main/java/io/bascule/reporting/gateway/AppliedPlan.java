package io.bascule.reporting.gateway;

import io.bascule.contracts.event.PlanEvent.BackupsApplied;
import io.bascule.contracts.event.PlanEvent.PlanApplied;
import io.bascule.contracts.plan.BackupJob;
import io.bascule.contracts.plan.PlanReader;
import io.bascule.contracts.plan.PlanReading;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * A plan that has no mistake, in the parts in which it is said.
 *
 * @param hash SHA-256 of its text
 * @param parts one for each of its applications
 * @param alone the backup jobs of no application; empty if there is none
 * @param notes what of it is in no part, and why
 */
record AppliedPlan(
        String hash, List<PlanApplied> parts, List<BackupsApplied> alone, List<String> notes) {

    private static final String NAME = "plan.yaml";

    /**
     * @throws GatewayException 422, if it has mistakes: every one of them
     */
    static AppliedPlan read(String yaml, String by) {
        return switch (PlanReader.read(NAME, yaml)) {
            case PlanReading.Invalid invalid ->
                    throw new GatewayException(
                            HttpStatus.UNPROCESSABLE_CONTENT,
                            "Expected a plan without mistakes, but found "
                                    + invalid.problems().size()
                                    + "; nothing was changed",
                            Map.of("problems", invalid.problems()));
            case PlanReading.Valid valid ->
                    new AppliedPlan(
                            valid.hash(),
                            valid.plan().parts(valid.hash(), by),
                            valid.plan().alone(valid.hash(), by).stream().toList(),
                            valid.plan().backups().stream()
                                    .filter(job -> job.application() == null)
                                    .map(job ->
                                            "Backup job '"
                                                    + job.name()
                                                    + "' names no application: it is taken as a job of "
                                                    + BackupJob.NO_APPLICATION)
                                    .toList());
        };
    }
}
