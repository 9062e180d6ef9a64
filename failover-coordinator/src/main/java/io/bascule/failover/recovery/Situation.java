package io.bascule.failover.recovery;

import io.bascule.contracts.event.ApprovalEvent.Verdict;
import io.bascule.contracts.event.RecoveryEvent.ApprovalAwaited;
import io.bascule.contracts.event.RecoveryEvent.SuspicionRaised;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an application stands; each says what is true in it. */
public sealed interface Situation {

    /** No plan holds: nothing may be done. */
    record Unplanned() implements Situation {}

    /** It runs at the active site, and no quorum says otherwise. */
    record Steady() implements Situation {}

    /**
     * A quorum found the active site unable to serve, and nothing is done about it without a
     * request.
     *
     * @param held why nothing is done
     */
    record Suspect(SuspicionRaised suspicion, String held) implements Situation {}

    /**
     * A run is proposed and a person has to say GO or NO-GO.
     *
     * @param suspicion what led to it; null for the request of a person
     */
    record Evaluating(
            ApprovalAwaited proposal, List<Answer> answers, @Nullable SuspicionRaised suspicion)
            implements Situation {
        public Evaluating {
            answers = List.copyOf(answers);
        }
    }

    /** A run is under way; one command is outstanding. */
    record Running(Run run) implements Situation {}

    /** The run stands still at a step that is not known to be true; nothing is commanded. */
    record Halted(Run run, String reason) implements Situation {}

    /** What a person answered. */
    record Answer(String by, Verdict verdict, boolean acceptsLoss, String eventId) {}

    /** The state of the diagram. */
    default Kind kind() {
        return switch (this) {
            case Unplanned _ -> Kind.UNPLANNED;
            case Steady _ -> Kind.STEADY;
            case Suspect _ -> Kind.SUSPECT;
            case Evaluating _ -> Kind.EVALUATING;
            case Running _ -> Kind.RUNNING;
            case Halted _ -> Kind.HALTED;
        };
    }

    /** The states of the diagram. */
    enum Kind {
        UNPLANNED("no plan holds: nothing may be done"),
        STEADY("the application runs at the active site, and no quorum says otherwise"),
        SUSPECT(
                "a quorum finds the active site unable to serve; nothing is done without a request"),
        EVALUATING("a run is proposed, and a person has to say GO or NO-GO"),
        RUNNING("a run is under way, and exactly one command is outstanding"),
        HALTED("the run stands at a step that is not known to be true; nothing is commanded");

        private final String truth;

        Kind(String truth) {
            this.truth = truth;
        }

        /** What is true in this state. */
        public String truth() {
            return truth;
        }
    }
}
