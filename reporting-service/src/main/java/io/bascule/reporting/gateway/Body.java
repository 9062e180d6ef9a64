package io.bascule.reporting.gateway;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** The body of a call: of a known type, of a bounded size, in UTF-8. */
final class Body {

    static final int JSON_BYTES = 64 * 1024;
    static final int PLAN_BYTES = 16 * 1024 * 1024;

    private Body() {}

    static String json(HttpServletRequest call) {
        return read(call, JSON_BYTES, List.of("application/json"));
    }

    static String yaml(HttpServletRequest call) {
        return read(
                call, PLAN_BYTES, List.of("application/yaml", "application/x-yaml", "text/yaml"));
    }

    /** A form or plain text is never taken: a web page may send those without being asked. */
    private static String read(HttpServletRequest call, int most, List<String> types) {
        var type = call.getContentType() == null ? "none" : call.getContentType();
        var bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!types.contains(bare)) {
            throw new GatewayException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Expected content-type " + types.getFirst() + ", but found " + type);
        }
        if (call.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        try {
            byte[] bytes = call.getInputStream().readNBytes(most + 1);
            if (bytes.length > most) {
                throw tooLarge(most);
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new GatewayException(
                    HttpStatus.BAD_REQUEST, "Expected a body in UTF-8, but it is not");
        } catch (IOException e) {
            throw new GatewayException(
                    HttpStatus.BAD_REQUEST, "Expected a whole body, but it ended: " + e);
        }
    }

    private static GatewayException tooLarge(int most) {
        return new GatewayException(
                HttpStatus.CONTENT_TOO_LARGE,
                "Expected a body of at most "
                        + (most < 1 << 20 ? (most >> 10) + " KiB" : (most >> 20) + " MiB")
                        + ", but it is larger");
    }
}
