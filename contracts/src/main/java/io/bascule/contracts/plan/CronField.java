package io.bascule.contracts.plan;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One of the five fields of a schedule: its range and its names. */
enum CronField {
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    DAY_OF_MONTH("day of month", 1, 31, ""),
    MONTH("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
    DAY_OF_WEEK("day of week", 0, 7, "sun mon tue wed thu fri sat");

    private static final Pattern PART =
            Pattern.compile("(?:\\*|([a-z0-9]{1,3})(?:-([a-z0-9]{1,3}))?)(?:/(\\d{1,2}))?");

    private final String title;
    private final int first;
    private final int last;
    private final String names;

    CronField(String title, int first, int last, String names) {
        this.title = title;
        this.first = first;
        this.last = last;
        this.names = names;
    }

    /** The values that are meant; Sunday is 0. */
    BitSet parse(String text) {
        var values = new BitSet();
        for (String part : text.split(",", -1)) {
            add(part, text, values);
        }
        if (this == DAY_OF_WEEK && values.get(7)) {
            values.set(0);
            values.clear(7);
        }
        return values;
    }

    private void add(String part, String text, BitSet values) {
        var form = PART.matcher(part.toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw wrong(text);
        }
        String low = form.group(1);
        String high = form.group(2);
        String step = form.group(3);
        int from = low == null ? first : value(low, text);
        int to;
        if (high != null) {
            to = value(high, text);
        } else if (low == null) {
            to = this == DAY_OF_WEEK ? 6 : last;
        } else {
            to = step == null ? from : last;
        }
        int by = step == null ? 1 : Integer.parseInt(step);
        if (by < 1 || from > to) {
            throw wrong(text);
        }
        for (int value = from; value <= to; value += by) {
            values.set(value);
        }
    }

    private int value(String word, String text) {
        int named = List.of(names.split(" ")).indexOf(word);
        if (named >= 0) {
            return named + first;
        }
        try {
            int number = Integer.parseInt(word);
            if (number >= first && number <= last) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "Expected the schedule's "
                        + title
                        + " to be made of "
                        + first
                        + " to "
                        + last
                        + (names.isEmpty() ? "" : " or names (" + names + ")")
                        + ", *, ranges and steps, but found '"
                        + text
                        + "'");
    }
}
