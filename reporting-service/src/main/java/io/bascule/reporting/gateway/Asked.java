package io.bascule.reporting.gateway;

import io.bascule.backbone.EventCodec;
import io.bascule.backbone.RequestDefaults;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.EventTypes;
import io.bascule.contracts.event.ApprovalEvent.ApprovalGiven;
import io.bascule.contracts.event.Event;
import io.bascule.contracts.event.RequestEvent;
import io.bascule.reporting.gateway.Access.Caller;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bodies to events. Stricter than over Kafka in one thing: a field that is not known is refused,
 * because a misspelt one would silently mean its default.
 */
final class Asked {

    private static final JsonMapper JSON =
            EventJson.mapper()
                    .rebuild()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final Pattern RUN = Pattern.compile("(.+)-\\d{1,18}");

    private static final Map<String, Class<? extends RequestEvent>> REQUESTS = requests();

    private static final List<String> APPROVAL =
            List.of("run", "verdict", "by", "reason", "acceptsLoss");

    private Asked() {}

    private static Map<String, Class<? extends RequestEvent>> requests() {
        var byName = new TreeMap<String, Class<? extends RequestEvent>>();
        for (var type : EventTypes.all()) {
            if (RequestEvent.class.isAssignableFrom(type)) {
                byName.put(type.getSimpleName(), type.asSubclass(RequestEvent.class));
            }
        }
        return byName;
    }

    /**
     * A request. The caller's name is {@code requestedBy}, whatever the body says.
     *
     * @param source who asks if nobody says
     * @throws GatewayException 400, if it cannot be read
     */
    static RequestEvent request(String body, Caller caller, String source) {
        var fields = object(body);
        var type = fields.remove("type");
        var event = type == null || !type.isString() ? null : REQUESTS.get(type.stringValue());
        if (event == null) {
            throw unreadable(
                    "Expected field 'type' to be one of "
                            + String.join(", ", REQUESTS.keySet())
                            + ", but found "
                            + (type == null ? "none" : type.toString()));
        }
        var known =
                Arrays.stream(event.getRecordComponents()).map(RecordComponent::getName).toList();
        refuseUnknown(fields, known, event.getSimpleName());
        if (caller.name() != null) {
            var _ = fields.put("requestedBy", caller.name());
        }
        RequestDefaults.fill(fields, null, source);
        return event(fields, event);
    }

    /**
     * An answer to GO / NO-GO. The caller's name is {@code by}, whatever the body says.
     *
     * @throws GatewayException 400, if it cannot be read
     */
    static ApprovalGiven approval(String body, Caller caller) {
        var fields = object(body);
        refuseUnknown(fields, APPROVAL, "an approval");
        var run = fields.remove("run");
        var parts = RUN.matcher(run == null || !run.isString() ? "" : run.stringValue());
        if (run == null || !parts.matches()) {
            throw unreadable(
                    "Expected field 'run' to be a run such as orders-3, but found "
                            + (run == null ? "none" : run.toString()));
        }
        fields.put("runId", parts.group()).put("application", parts.group(1));
        if (caller.name() != null) {
            var _ = fields.put("by", caller.name());
        }
        if (!fields.has("reason")) {
            var _ = fields.put("reason", "no reason given");
        }
        if (!fields.has("acceptsLoss")) {
            var _ = fields.put("acceptsLoss", false);
        }
        var given = event(fields, ApprovalGiven.class);
        if (given.by().isBlank()) {
            throw unreadable("Expected field 'by' to name a person, but it is empty");
        }
        return given;
    }

    private static ObjectNode object(String body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw unreadable("Expected JSON, but " + e.getOriginalMessage());
        }
        throw unreadable("Expected a JSON object, but found something else");
    }

    private static void refuseUnknown(ObjectNode fields, List<String> known, String what) {
        for (String name : fields.propertyNames()) {
            if (!known.contains(name)) {
                throw unreadable(
                        "Expected the fields "
                                + String.join(", ", known)
                                + " in "
                                + what
                                + ", but found '"
                                + name
                                + "'");
            }
        }
    }

    private static <E extends Event> E event(ObjectNode fields, Class<E> type) {
        E event;
        try {
            event = EventJson.read(EventJson.mapper().writeValueAsBytes(fields), type);
        } catch (IllegalArgumentException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
        @Nullable String wrong = EventCodec.wrongSubject(event.subject());
        if (wrong != null) {
            throw unreadable(wrong);
        }
        return event;
    }

    private static GatewayException unreadable(String detail) {
        return new GatewayException(HttpStatus.BAD_REQUEST, detail.replaceAll("\\s+", " "));
    }
}
