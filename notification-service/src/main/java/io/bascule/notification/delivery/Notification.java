package io.bascule.notification.delivery;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.event.CommandEvent.StepCommanded;
import io.bascule.notification.message.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message on its way to every channel.
 *
 * @param id the same for the same fact, however often it is read or sent: receivers know duplicates
 *     by it
 * @param about the event that it tells of
 * @param message what people read
 * @param body what machines read: {@code type}, {@code timestamp} and {@code data}, as JSON
 */
public record Notification(String id, EventEnvelope<?> about, Message message, String body) {

    /** Tells of a fact. */
    public static Notification of(EventEnvelope<?> fact, Message message) {
        return new Notification(
                id(fact.source() + " " + fact.id()),
                fact,
                message,
                body(fact, message, fact.type()));
    }

    /** Tells of a whole run; the command comes again and again, and it is one notification. */
    public static Notification ofRun(EventEnvelope<StepCommanded> command, Message message) {
        return new Notification(
                id("communicate " + command.event().runId()),
                command,
                message,
                body(command, message, "bascule.RunCommunicated.v1"));
    }

    /** The application it is about. */
    public String application() {
        return about.subject();
    }

    private static String body(EventEnvelope<?> about, Message message, String type) {
        var mapper = EventJson.mapper();
        ObjectNode body = mapper.createObjectNode();
        body.put("type", type);
        body.put("timestamp", about.time().toString());
        var data = body.putObject("data");
        data.put("application", about.subject());
        data.put("urgency", message.urgency().name());
        data.put("title", message.title());
        data.put("text", message.text());
        data.put("eventId", about.id());
        data.put("correlationId", about.correlationId());
        if (!(about.event() instanceof StepCommanded)) {
            data.set("event", mapper.valueToTree(about.event()));
        }
        return mapper.writeValueAsString(body);
    }

    private static String id(String identity) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(identity.getBytes(StandardCharsets.UTF_8));
            return "msg_" + HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256 in every Java runtime", e);
        }
    }
}
