package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.reporting.measure.ApplicationFacts;
import io.bascule.reporting.measure.RunMeasurement;
import io.bascule.reporting.report.RunStory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Facts as they are now, to be read: the newest of all, and those of one run. */
@Component
public class RunStories {

    static final int FACTS_OF_RUNS = 1_500;
    static final int OTHER_FACTS = 500;

    /** What led to a run, and what a person was asked before it began. */
    private static final Duration BEFORE = Duration.ofHours(1);

    private static final Duration AFTER = Duration.ofMinutes(1);

    private final FactStore facts;
    private final Known known;

    RunStories(FactStore facts, Known known) {
        this.facts = facts;
        this.known = known;
    }

    /** The newest facts by the times they bear, the newest first; of one application if named. */
    public List<EventEnvelope<?>> recent(@Nullable String application, int most) {
        return facts.recent(application, most);
    }

    /** The run as its facts tell it; empty if none is held. */
    public Optional<RunStory> of(String runId) {
        var measured = known.run(runId);
        return measured.map(RunMeasurement::application)
                .or(() -> applicationOf(runId))
                .flatMap(application -> of(application, runId, measured.orElse(null)));
    }

    /** A run is named by its application and its epoch. */
    private static Optional<String> applicationOf(String runId) {
        int dash = runId.lastIndexOf('-');
        return dash > 0 ? Optional.of(runId.substring(0, dash)) : Optional.empty();
    }

    private Optional<RunStory> of(
            String application, String runId, @Nullable RunMeasurement measured) {
        Instant from = Instant.EPOCH;
        Instant to = Instant.parse("9999-01-01T00:00:00Z");
        if (measured != null && measured.startedAt() != null) {
            from = measured.startedAt().minus(BEFORE);
            to = measured.endedAt() == null ? to : measured.endedAt().plus(AFTER);
        }
        var all = new ArrayList<EventEnvelope<?>>();
        all.addAll(facts.between(application, true, from, to, FACTS_OF_RUNS));
        all.addAll(facts.between(application, false, from, to, OTHER_FACTS));
        return RunStory.of(ApplicationFacts.of(application, all), runId);
    }
}
