package io.bascule.failover.executor.haproxy;

import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepWork;
import java.util.Map;

/** No client reaches any server through the front door; sessions are cut. */
public final class HoldTrafficStep implements StepExecutor {

    private final Routes routes;

    public HoldTrafficStep(Routes routes) {
        this.routes = routes;
    }

    @Override
    public StepKind kind() {
        return StepKind.HOLD_TRAFFIC;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        var command = work.command();
        var route = new Route(command.epoch(), null);
        return Map.of(
                StepEvidence.ROUTER_STATE,
                routes.lay(
                        command.application(), route, command.plan().traffic(), work.deadline()));
    }
}
