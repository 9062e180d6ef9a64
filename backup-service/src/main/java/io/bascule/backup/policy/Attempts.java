package io.bascule.backup.policy;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How often a backup whose process was lost is asked for again: twice, so three attempts in all.
 */
public final class Attempts {

    private static final int MOST = 3;
    private static final Pattern ATTEMPT = Pattern.compile("; attempt (\\d)$");

    private Attempts() {}

    /**
     * Who asks for the next attempt.
     *
     * @param requestedBy who asked for the one that was lost
     * @return empty after the last attempt
     */
    public static Optional<String> after(@Nullable String requestedBy) {
        String who = requestedBy == null ? "unknown" : requestedBy;
        var matcher = ATTEMPT.matcher(who);
        int attempt = matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
        return attempt >= MOST
                ? Optional.empty()
                : Optional.of(matcher.replaceFirst("") + "; attempt " + (attempt + 1));
    }
}
