package io.bascule.reporting.projection;

import io.bascule.contracts.EventEnvelope;
import io.bascule.contracts.EventJson;
import io.bascule.contracts.EventTypes;
import io.bascule.contracts.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Envelopes as rows and back. */
final class Rows {

    private Rows() {}

    static String json(Event event) {
        return new String(EventJson.write(event), StandardCharsets.UTF_8);
    }

    static byte[] deflated(Event event) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes)) {
            out.write(EventJson.write(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static <E extends Event> E inflated(byte[] payload, Class<E> type) {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(payload))) {
            return EventJson.read(in.readAllBytes(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static long nanos(Instant instant) {
        return ChronoUnit.NANOS.between(Instant.EPOCH, instant);
    }

    static Instant instantOfNanos(long nanos) {
        return Instant.EPOCH.plusNanos(nanos);
    }

    /** A row that holds the whole envelope, its data as JSON text. */
    static EventEnvelope<?> envelope(ResultSet row, int rowNumber) throws SQLException {
        String type = row.getString("type");
        var event =
                EventTypes.classOf(type)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        "Expected a stored fact of a known type, but row "
                                                + rowNumber
                                                + " is a "
                                                + type));
        return envelope(
                row,
                row.getString("causation_id"),
                row.getString("correlation_id"),
                row.getString("traceparent"),
                EventJson.read(row.getString("payload").getBytes(StandardCharsets.UTF_8), event));
    }

    static <E extends Event> EventEnvelope<E> envelope(
            ResultSet row,
            @Nullable String causationId,
            @Nullable String correlationId,
            @Nullable String traceparent,
            E event)
            throws SQLException {
        return new EventEnvelope<>(
                row.getString("event_id"),
                row.getString("source"),
                Instant.parse(row.getString("said_at")),
                causationId,
                correlationId,
                traceparent,
                event);
    }
}
