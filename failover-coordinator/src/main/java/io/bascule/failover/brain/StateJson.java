package io.bascule.failover.brain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bascule.contracts.EventJson;
import io.bascule.failover.recovery.Recovery;
import io.bascule.failover.recovery.Situation;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The state of an application as JSON, for the store and for people. */
final class StateJson {

    private static final JsonMapper MAPPER =
            EventJson.mapper().rebuild().addMixIn(Situation.class, NamedSituation.class).build();

    private StateJson() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Situation.Unplanned.class, name = "Unplanned"),
        @JsonSubTypes.Type(value = Situation.Steady.class, name = "Steady"),
        @JsonSubTypes.Type(value = Situation.Suspect.class, name = "Suspect"),
        @JsonSubTypes.Type(value = Situation.Evaluating.class, name = "Evaluating"),
        @JsonSubTypes.Type(value = Situation.Running.class, name = "Running"),
        @JsonSubTypes.Type(value = Situation.Halted.class, name = "Halted")
    })
    private interface NamedSituation {}

    private static final String TRACEPARENT = "traceparent";

    /**
     * @param traceparent the trace of the recovery that is under way; null outside of one
     */
    static byte[] write(Recovery state, @Nullable String traceparent) {
        ObjectNode json = MAPPER.valueToTree(state);
        if (traceparent != null) {
            json.put(TRACEPARENT, traceparent);
        }
        return MAPPER.writeValueAsBytes(json);
    }

    /** The trace that was kept with the state. */
    static @Nullable String traceparent(byte[] json) {
        var kept = MAPPER.readTree(json).get(TRACEPARENT);
        return kept == null ? null : kept.stringValue();
    }

    static Recovery read(byte[] json) {
        return MAPPER.readValue(json, Recovery.class);
    }
}
