package io.bascule.failover.executor;

import io.bascule.contracts.event.StepKind;
import java.util.Map;

/**
 * Makes one kind of step true. Doing it again, or again after it was broken off half-way, leads to
 * the same: each looks at what is, not at what was done. Called by one thread per application, with
 * an epoch that no newer one has overtaken.
 */
public interface StepExecutor {

    /** What it makes true. */
    StepKind kind();

    /**
     * Makes it true before the deadline.
     *
     * @return the evidence, with the keys of {@link io.bascule.contracts.event.StepEvidence}
     * @throws StepFailedException if it cannot be made true; what was begun stays as it is and is
     *     taken up by the next attempt
     */
    Map<String, String> makeTrue(StepWork work);
}
