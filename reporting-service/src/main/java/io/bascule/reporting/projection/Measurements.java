package io.bascule.reporting.projection;

import io.bascule.backbone.Envelopes;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.ReportEvent.ObjectiveBreached;
import io.bascule.contracts.event.ReportEvent.ReadinessChanged;
import io.bascule.contracts.event.ReportEvent.RecoveryMeasured;
import io.bascule.reporting.measure.ApplicationFacts;
import io.bascule.reporting.measure.Figures;
import io.bascule.reporting.measure.Measure;
import io.bascule.reporting.measure.Placement;
import io.bascule.reporting.measure.RunFacts;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.measure.RunOutcome;
import io.bascule.reporting.measure.Standing;
import io.bascule.reporting.measure.Verdict;
import io.bascule.reporting.report.Report;
import io.bascule.reporting.report.ReportJson;
import io.bascule.reporting.report.ReportOf;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Measures, and says what has changed: each change once, because the note that it was said and the
 * event to be sent are written in one transaction.
 */
@Component
class Measurements {

    private final FactStore facts;
    private final LedgerStore ledger;
    private final ReportStore reports;
    private final Known known;
    private final Envelopes envelopes;
    private final TransactionTemplate transaction;
    private final ReportingMetrics metrics;

    Measurements(
            FactStore facts,
            LedgerStore ledger,
            ReportStore reports,
            Known known,
            Envelopes envelopes,
            TransactionTemplate transaction,
            ReportingMetrics metrics) {
        this.facts = facts;
        this.ledger = ledger;
        this.reports = reports;
        this.known = known;
        this.envelopes = envelopes;
        this.transaction = transaction;
        this.metrics = metrics;
    }

    void measure(String application) {
        ApplicationFacts all = facts.facts(application);
        var bulk = ledger.of(application);
        var runs = new ArrayList<RunMeasurement>();
        for (RunFacts run : RunFacts.of(all)) {
            var measured = Measure.run(run, bulk);
            if (measured.outcome().isOver()) {
                publishIfChanged(run, measured);
            }
            runs.add(measured);
        }
        var basis = Standing.Basis.of(all, runs);
        if (basis.objectives() != null || !runs.isEmpty()) {
            known.put(basis, Placement.of(all));
            metrics.measured(basis);
        }
    }

    private void publishIfChanged(RunFacts run, RunMeasurement measured) {
        // The ids of proofs may grow without a figure changing: that is no news.
        String figures =
                ReportJson.sha256(
                        Rows.json(withoutProofs(Figures.of(measured, ""))) + measured.complete());
        Optional<ReportStore.Stored> before = reports.newest(measured.runId());
        if (before.filter(stored -> stored.figures().equals(figures)).isPresent()) {
            return;
        }
        Report report =
                ReportOf.run(
                        run,
                        measured,
                        before.map(ReportStore.Stored::version).orElse(0) + 1,
                        before.map(ReportStore.Stored::sha256).orElse(null));
        String json = ReportJson.write(report);
        String sha256 = ReportJson.sha256(json);
        Set<String> breached =
                new TreeSet<>(
                        Set.of(before.map(ReportStore.Stored::breached).orElse("").split(",")));
        breached.remove("");
        transaction.executeWithoutResult(_ -> {
            if (measured.outcome() != RunOutcome.ABANDONED) {
                say(Figures.of(measured, sha256), measured.runId(), run.trace());
            }
            sayBreaches(report, breached, run.trace());
            reports.add(
                    new ReportStore.Stored(
                            measured.runId(),
                            report.version(),
                            measured.application(),
                            figures,
                            String.join(",", breached),
                            sha256,
                            json));
        });
    }

    private static RecoveryMeasured withoutProofs(RecoveryMeasured m) {
        return new RecoveryMeasured(
                m.application(),
                m.runId(),
                m.kind(),
                m.from(),
                m.to(),
                m.rtoSeconds(),
                m.rtoAtLeastSeconds(),
                new java.util.TreeMap<>(m.phaseSeconds()),
                m.lossFigure(),
                m.lostTransactions(),
                m.lostTransactionsAtLeast(),
                m.rpoSeconds(),
                m.rpoAtMostSeconds(),
                m.reason(),
                Map.of(),
                "");
    }

    private void sayBreaches(Report report, Set<String> breached, @Nullable String trace) {
        var policy = report.policy();
        var outage = report.outage();
        if (policy == null) {
            return;
        }
        if (report.rtoVerdict() == Verdict.BREACHED && outage != null && breached.add("rto")) {
            say(
                    new ObjectiveBreached(
                            report.application(),
                            report.runId(),
                            "rto",
                            policy.rtoSeconds(),
                            outage.seconds()),
                    report.runId(),
                    trace);
        }
        Double rpo = report.loss().rpoSeconds();
        if (report.rpoVerdict() == Verdict.BREACHED && rpo != null && breached.add("rpo")) {
            say(
                    new ObjectiveBreached(
                            report.application(), report.runId(), "rpo", policy.rpoSeconds(), rpo),
                    report.runId(),
                    trace);
        }
    }

    private void say(Event event, @Nullable String correlationId, @Nullable String trace) {
        reports.toPublish(envelopes.wrap(event, null, correlationId, trace));
    }

    /** Says what has changed of every application's readiness since it was last said. */
    void compareReadiness() {
        for (String application : known.applications()) {
            known.standing(application).ifPresent(this::compareReadiness);
        }
    }

    private void compareReadiness(Standing standing) {
        metrics.standing(standing);
        String gaps =
                standing.findings().stream()
                        .map(finding -> finding.gap().name())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(","));
        var before = reports.publishedGaps(standing.application());
        if (before.filter(gaps::equals).isPresent()) {
            return;
        }
        boolean exposedBefore =
                before.filter(g -> g.contains(Standing.Gap.RPO_BEYOND_OBJECTIVE.name()))
                        .isPresent();
        Double exposure = standing.rpoExposureSeconds();
        Double objective = standing.objectiveRpoSeconds();
        transaction.executeWithoutResult(_ -> {
            say(
                    new ReadinessChanged(
                            standing.application(),
                            standing.ready(),
                            standing.findings().stream().map(Standing.Finding::words).toList()),
                    null,
                    null);
            if (!exposedBefore && exposure != null && objective != null && exposure > objective) {
                say(
                        new ObjectiveBreached(
                                standing.application(), null, "rpo", objective, exposure),
                        null,
                        null);
            }
            reports.gapsPublished(standing.application(), gaps);
        });
    }
}
