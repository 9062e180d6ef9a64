package io.bascule.failover.executor.haproxy;

import io.bascule.contracts.event.StepEvidence;
import io.bascule.contracts.event.StepKind;
import io.bascule.failover.executor.StepExecutor;
import io.bascule.failover.executor.StepWork;
import java.util.Map;

/** Clients reach the target, the other's sessions are cut, and the router says so when asked. */
public final class RedirectStep implements StepExecutor {

    private final Routes routes;

    public RedirectStep(Routes routes) {
        this.routes = routes;
    }

    @Override
    public StepKind kind() {
        return StepKind.REDIRECT;
    }

    @Override
    public Map<String, String> makeTrue(StepWork work) {
        var command = work.command();
        var route = new Route(command.epoch(), command.to());
        return Map.of(
                StepEvidence.ROUTER_STATE,
                routes.lay(
                        command.application(), route, command.plan().traffic(), work.deadline()));
    }
}
