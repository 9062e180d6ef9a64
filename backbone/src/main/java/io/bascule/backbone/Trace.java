package io.bascule.backbone;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * W3C Trace Context: {@code 00-<trace id>-<span id>-<flags>}. Every event is a span; what an event
 * leads to is a span of the same trace, so that one trace id leads from the first sign of a
 * disaster to its report.
 */
public final class Trace {

    private static final Pattern TRACEPARENT =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.{0,100})?");

    private static final SecureRandom RANDOM = new SecureRandom();

    private Trace() {}

    /** A new trace, sampled. */
    public static String begin() {
        return write(hex(16), "01");
    }

    /**
     * A new span of that trace, its flags kept; a new trace if there is none or it is malformed.
     */
    public static String follow(@Nullable String traceparent) {
        if (traceparent == null) {
            return begin();
        }
        var parts = TRACEPARENT.matcher(traceparent);
        return parts.matches() ? write(parts.group(1), parts.group(2)) : begin();
    }

    /** The trace id, 32 hexadecimal digits; null if there is none or it is malformed. */
    public static @Nullable String idOf(@Nullable String traceparent) {
        if (traceparent == null) {
            return null;
        }
        var parts = TRACEPARENT.matcher(traceparent);
        return parts.matches() ? parts.group(1) : null;
    }

    private static String write(String traceId, String flags) {
        return "00-" + traceId + "-" + hex(8) + "-" + flags;
    }

    /** Never all zeros, which would mean none. */
    private static String hex(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        random[bytes - 1] |= 1;
        return HexFormat.of().formatHex(random);
    }
}
