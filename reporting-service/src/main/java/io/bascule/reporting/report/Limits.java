package io.bascule.reporting.report;

import io.bascule.contracts.event.RecoveryEvent.RunKind;
import io.bascule.contracts.plan.ApplicationPlan.Fencing;
import io.bascule.reporting.measure.RunMeasurement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a report does not show; a reader must not have to guess it. */
final class Limits {

    private Limits() {}

    static List<String> of(RunMeasurement run, Report.@Nullable Policy policy) {
        var limits = new ArrayList<String>();
        limits.add(
                "The outage is that of one canary writing through the front door. Single clients may have seen less or more: each has its own connection, pool and retries.");
        limits.add(
                "Phase boundaries are by the coordinator's clock, the outage by the monitor's. Their distance was not measured; a boundary that it moved out of the outage was clamped and says so.");
        if (run.kind() == RunKind.FAILOVER) {
            limits.add(
                    "Lost are transactions that the old server committed. A client may have seen an error for one of them, or none for a commit that never left the server.");
            limits.add(
                    "Whether commits waited for the disk is known as it is configured for the server, the database and roles. A client that switches synchronous_commit off for its own session is not seen, and what it lost so is in no number.");
            limits.add(
                    "Transactions count if they changed a row of a published table. Changes of the schema and maintenance do not, nor do tables without a primary key or replica identity; a new table counts from when it was published, some seconds after it was made.");
        } else {
            limits.add(
                    "That nothing was lost is proven by positions of the log, not by comparing the content of the two databases.");
        }
        if (policy == null) {
            limits.add("The plan in force is not known: no figure is compared with an objective.");
        } else if (policy.fencing() == Fencing.FRONT_DOOR) {
            limits.add(
                    "The promise of a single writer is for the front door only: clients that went round it are not covered (fencing: front-door).");
        }
        limits.add(
                "Whether the new site carries the load for a sufficient time is shown by operation, not by this report.");
        if (run.backup() == null) {
            limits.add("No backup had been proven by a restore before this run.");
        }
        if (!run.complete()) {
            limits.add(
                    "The report is not final; still awaited: " + String.join("; ", run.awaiting()));
        }
        return limits;
    }
}
