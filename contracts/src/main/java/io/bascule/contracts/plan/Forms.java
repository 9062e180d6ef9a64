package io.bascule.contracts.plan;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How the single values of a plan are written. Each form returns the value or throws {@link
 * IllegalArgumentException} with what was expected and what was found.
 */
final class Forms {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,253}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");
    private static final Pattern STORAGE_CLASS = Pattern.compile("[A-Z][A-Z0-9_]{1,31}");
    private static final Pattern DESTINATION =
            Pattern.compile("s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/\\S*)?|file:///\\S+");

    private Forms() {}

    /** A text that says something. */
    static String text(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("Expected a text, but found an empty one");
        }
        return text;
    }

    /** A host's name or address. What looks like a URL is not repeated: it may hold a password. */
    static String host(String text) {
        if (!HOST.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "Expected a host's name or address alone, but found something else; port, user and password are fields of their own");
        }
        return text;
    }

    /** A name that may stand in topics, paths, host names and labels. */
    static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "Expected a name of lower-case letters, digits and inner dashes, at most 63, but found '"
                            + text
                            + "'");
        }
        return text;
    }

    /** One of these names. */
    static Function<String, String> oneOf(Collection<String> known, String what) {
        return text -> {
            if (!known.contains(text)) {
                throw new IllegalArgumentException(
                        "Expected one of the "
                                + what
                                + " "
                                + String.join(", ", known)
                                + ", but found '"
                                + text
                                + "'"
                                + Spelling.hint(text, known));
            }
            return text;
        };
    }

    /** One of the constants, written in lower case with dashes. */
    static <E extends Enum<E>> Function<String, E> choice(Class<E> type) {
        return text -> {
            for (E constant : type.getEnumConstants()) {
                if (written(constant).equals(text)) {
                    return constant;
                }
            }
            List<String> known =
                    Arrays.stream(type.getEnumConstants()).map(Forms::written).toList();
            throw new IllegalArgumentException(
                    "Expected one of "
                            + String.join(", ", known)
                            + ", but found '"
                            + text
                            + "'"
                            + Spelling.hint(text, known));
        };
    }

    static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A number and one unit: {@code 50ms}, {@code 60s}, {@code 15m}, {@code 2h}, {@code 1d}. */
    static Function<String, Duration> duration(Duration least) {
        return text -> {
            var parts = DURATION.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "Expected a duration such as 50ms, 60s, 15m, 2h or 1d, but found '"
                                + text
                                + "'");
            }
            long number = Long.parseLong(parts.group(1));
            Duration duration =
                    switch (parts.group(2)) {
                        case "ms" -> Duration.ofMillis(number);
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    };
            if (duration.compareTo(least) < 0) {
                throw new IllegalArgumentException(
                        "Expected a duration of at least "
                                + least.toMillis()
                                + "ms, but found '"
                                + text
                                + "'");
            }
            return duration;
        };
    }

    static Function<String, Integer> integer(int least, int most) {
        return text -> {
            if (NUMBER.matcher(text).matches()) {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            }
            throw new IllegalArgumentException(
                    "Expected a whole number from "
                            + least
                            + " to "
                            + most
                            + ", but found '"
                            + text
                            + "'");
        };
    }

    static Boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "Expected true or false, but found '" + text + "'");
        };
    }

    static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "Expected a date such as 2027-03-31, but found '" + text + "'", e);
        }
    }

    static String zone(String text) {
        try {
            return ZoneId.of(text).getId();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "Expected a time zone such as UTC or Europe/Paris, but found '" + text + "'",
                    e);
        }
    }

    static String schedule(String text) {
        return Cron.parse(text).toString();
    }

    static String folder(String text) {
        if (!text.startsWith("/") || text.contains("/../") || text.endsWith("/..")) {
            throw new IllegalArgumentException(
                    "Expected an absolute folder such as /srv/uploads, but found '" + text + "'");
        }
        return text;
    }

    static String bucket(String text) {
        if (!DESTINATION.matcher(text).matches() || !text.startsWith("s3://")) {
            throw new IllegalArgumentException(
                    "Expected a bucket such as s3://bucket/prefix/, but found '" + text + "'");
        }
        return text;
    }

    static String storageClass(String text) {
        if (!STORAGE_CLASS.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "Expected a storage class such as STANDARD_IA, but found '" + text + "'");
        }
        return text;
    }

    static String destination(String text) {
        if (text.contains("@")) {
            // Not repeated: what stands before the @ may be a key.
            throw new IllegalArgumentException(
                    "Expected a destination such as s3://bucket/prefix/ or file:///folder/, but found one with an @; a plan never holds a secret");
        }
        if (!DESTINATION.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "Expected a destination such as s3://bucket/prefix/ or file:///folder/, but found '"
                            + text
                            + "'");
        }
        return text;
    }
}
