package io.bascule.reporting.measure;

import io.bascule.contracts.EventEnvelope;
import io.bascule.reporting.Disaster;
import java.util.List;

/** What is measured of the facts of a disaster. */
final class Measured {

    private Measured() {}

    /** The first run. */
    static RunMeasurement first(Disaster disaster) {
        return measured(disaster.facts()).getFirst();
    }

    /** Every run. */
    static List<RunMeasurement> measured(List<EventEnvelope<?>> facts) {
        return Measure.runs(ApplicationFacts.of(Disaster.APPLICATION, facts), new HeldFacts(facts));
    }
}
