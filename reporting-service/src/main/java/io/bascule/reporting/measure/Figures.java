package io.bascule.reporting.measure;

import io.bascule.contracts.event.ReportEvent.RecoveryMeasured;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A measurement as the event that tells it. */
public final class Figures {

    private Figures() {}

    /**
     * The event of a measurement.
     *
     * @param reportHash SHA-256 of the report's JSON, hexadecimal
     */
    public static RecoveryMeasured of(RunMeasurement run, String reportHash) {
        var loss = run.loss();
        var phases = new HashMap<String, Double>();
        Map<String, List<String>> proofs = new HashMap<>();
        for (Phase phase : run.phases()) {
            if (phase.seconds() != null) {
                phases.put(phase.name(), phase.seconds());
            }
            if (!phase.proof().isEmpty()) {
                proofs.put(phase.name(), phase.proof());
            }
        }
        var outage = run.outage();
        if (outage != null) {
            proofs.put("rto", outage.proof());
        }
        if (!loss.proof().isEmpty()) {
            proofs.put("loss", loss.proof());
        }
        if (!loss.rpoProof().isEmpty()) {
            proofs.put("rpo", loss.rpoProof());
        }
        return new RecoveryMeasured(
                run.application(),
                run.runId(),
                run.kind(),
                run.from(),
                run.to(),
                outage == null ? null : outage.seconds(),
                outage == null ? null : outage.atLeastSeconds(),
                phases,
                loss.figure(),
                loss.lost(),
                loss.atLeast(),
                loss.rpoSeconds(),
                loss.rpoAtMostSeconds(),
                Stream.concat(
                                Stream.of(run.outageReason(), loss.reason()),
                                run.phases().stream()
                                        .filter(phase -> phase.seconds() == null)
                                        .map(phase -> phase.name() + ": " + phase.note()))
                        .filter(reason -> !reason.isEmpty())
                        .collect(Collectors.joining("; ")),
                proofs,
                reportHash);
    }
}
