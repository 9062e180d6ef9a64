package io.bascule.cli;

import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Spans as people write them: 90s, 10m, 2h, 3d; at most ten years. */
final class Span implements ITypeConverter<Duration> {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d)");
    private static final Duration MOST = Duration.ofDays(3_660);

    @Override
    public Duration convert(String text) {
        var matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            var span =
                    switch (matcher.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            if (span.compareTo(MOST) <= 0) {
                return span;
            }
        }
        throw new TypeConversionException(
                "Expected a time such as 90s, 10m, 2h or 3d, but found '" + text + "'");
    }
}
