package io.bascule.contracts.event;

import io.bascule.contracts.About;
import io.bascule.contracts.plan.ApplicationPlan;
import java.time.Instant;
import java.util.Map;

/**
 * What the coordinator wants to be true. Read off its state and sent again until it is reported, so
 * executors de-duplicate on (application, epoch, index, attempt) and refuse an older epoch.
 */
public sealed interface CommandEvent extends Event {

    /** How much is done for real. */
    enum Mode {
        LIVE,
        SIMULATION
    }

    @About("A step is to be made true")
    record StepCommanded(
            @About("Application") String application,
            @About("Run, such as orders-3") String runId,
            @About("Fencing token: grows with every run and never falls") long epoch,
            @About("Place of the step in the run's plan, from 0") int index,
            @About("Attempt at this step, from 1") int attempt,
            @About("What is to be made true") StepKind step,
            @About("Whose executor does it; the others pass it over") String site,
            @About("Site that the application leaves") String from,
            @About("Site that the application goes to") String to,
            @About("Live, or a simulation that changes nothing for users") Mode mode,
            @About("Work is given up at this time, by the coordinator's clock") Instant deadline,
            @About("The application's part of the plan, as accepted") ApplicationPlan plan,
            @About("What earlier steps of the run reported, keys as documented in StepEvidence")
                    Map<String, String> inputs)
            implements CommandEvent {

        public StepCommanded {
            inputs = Map.copyOf(inputs);
        }

        @Override
        public String subject() {
            return application;
        }
    }
}
