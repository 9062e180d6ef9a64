package io.bascule.backbone;

import io.bascule.contracts.event.RequestEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What holds for a {@link RequestEvent} where its author left it out, however it came in. What is
 * left out is never the dangerous choice: a failover is a planned one, no step is passed over, no
 * target is replaced, no backup removed.
 */
public final class RequestDefaults {

    private RequestDefaults() {}

    /**
     * Adds to a request's data what is missing; what is there stays, also a null.
     *
     * @param subject the application that the carrier named; null if it named none
     * @param requestedBy who asks, as far as the carrier could tell
     */
    public static void fill(ObjectNode data, @Nullable String subject, String requestedBy) {
        if (subject != null) {
            putIfAbsent(data, "application", StringNode.valueOf(subject));
        }
        putIfAbsent(data, "requestedBy", StringNode.valueOf(requestedBy));
        putIfAbsent(data, "reason", StringNode.valueOf("no reason given"));
        putIfAbsent(data, "planned", BooleanNode.TRUE);
        putIfAbsent(data, "skipStep", BooleanNode.FALSE);
        putIfAbsent(data, "replace", BooleanNode.FALSE);
        putIfAbsent(data, "tryVerifier", BooleanNode.FALSE);
        putIfAbsent(data, "remove", BooleanNode.FALSE);
    }

    private static void putIfAbsent(ObjectNode object, String field, JsonNode value) {
        if (!object.has(field)) {
            var _ = object.set(field, value);
        }
    }
}
