package io.bascule.system.restarts;

import static org.assertj.core.api.Assertions.assertThat;

import io.bascule.contracts.event.ReportEvent.LossFigure;
import io.bascule.contracts.event.ReportEvent.RecoveryMeasured;
import io.bascule.contracts.event.StepEvent.LostTransaction;
import io.bascule.contracts.event.StepEvent.LostTransactionsListed;
import io.bascule.sandbox.client.Ledger.Missing;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the platform reports, against the client's own books and the run's facts. */
final class Books {

    private static final Duration MEASURED = Duration.ofMinutes(3);
    private static final String ORDERS_KEY = "public.orders:";

    private final Ear ear;

    Books(Ear ear) {
        this.ear = ear;
    }

    /** Waits for the newest measurement of a run that is so. */
    RecoveryMeasured measured(String runId, Predicate<RecoveryMeasured> isSo)
            throws InterruptedException {
        return ear.await("the measurement of " + runId, MEASURED, () -> newest(runId, isSo), 0);
    }

    private Optional<RecoveryMeasured> newest(String runId, Predicate<RecoveryMeasured> isSo) {
        return ear.said(RecoveryMeasured.class, 0).stream()
                .filter(m -> m.runId().equals(runId))
                .reduce((_, later) -> later)
                .filter(isSo);
    }

    /** The loss is exact, and every transaction that is named is one that the client lost. */
    void lossIsExact(String failover, String failback, Missing missing)
            throws InterruptedException {
        var measured = measured(failover, m -> m.lossFigure() == LossFigure.EXACT);
        var lost = listed(failback);
        assertThat(measured.lostTransactions()).isEqualTo((long) lost.size());
        var ids = new TreeSet<Long>();
        lost.forEach(transaction ->
                transaction.keys().stream()
                        .filter(key -> key.startsWith(ORDERS_KEY))
                        .forEach(key -> ids.add(Long.valueOf(key.substring(ORDERS_KEY.length())))));
        assertThat(missing.acknowledged())
                .as("all that the client misses is reported")
                .isSubsetOf(ids);
        var possible = new TreeSet<>(missing.acknowledged());
        possible.addAll(missing.inDoubt());
        assertThat(ids)
                .as("nothing is reported that the client does not miss")
                .isSubsetOf(possible);
        assertThat(lost).as("each lost transaction is one order").hasSameSizeAs(ids);
    }

    /** Either the number is exact and true, or there is none, and what is said of it is true. */
    void lossIsNeverWrong(String failover, String failback, Missing missing)
            throws InterruptedException {
        var measured = measured(failover, m -> m.lossFigure() != LossFigure.NONE);
        if (measured.lossFigure() == LossFigure.EXACT) {
            lossIsExact(failover, failback, missing);
            return;
        }
        System.err.println("restarts: no exact loss of " + failover + ": " + measured.reason());
        assertThat(measured.lostTransactions()).isNull();
        assertThat(measured.reason()).isNotBlank();
        var atLeast = measured.lostTransactionsAtLeast();
        if (atLeast != null) {
            assertThat(atLeast)
                    .isLessThanOrEqualTo(missing.acknowledged().size() + missing.inDoubt().size());
        }
    }

    private java.util.Set<LostTransaction> listed(String failback) {
        return ear.said(LostTransactionsListed.class, 0).stream()
                .filter(part -> part.runId().equals(failback))
                .flatMap(part -> part.transactions().stream())
                .collect(Collectors.toSet());
    }

    /** The phases add up to the RTO. */
    void phasesAddUp(String runId) throws InterruptedException {
        var measured = measured(runId, m -> m.rtoSeconds() != null);
        double sum = measured.phaseSeconds().values().stream().mapToDouble(d -> d).sum();
        assertThat(measured.phaseSeconds()).as("phases of %s", runId).isNotEmpty();
        assertThat(sum)
                .as("phases of %s: %s", runId, measured.phaseSeconds())
                .isCloseTo(
                        java.util.Objects.requireNonNull(measured.rtoSeconds()),
                        org.assertj.core.data.Offset.offset(0.005));
    }

    void nothingLost(String runId) throws InterruptedException {
        var measured = measured(runId, m -> m.lossFigure() == LossFigure.EXACT);
        assertThat(measured.lostTransactions()).isZero();
    }
}
