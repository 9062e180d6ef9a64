package io.bascule.contracts.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 */6 * * *       | 2026-11-22T05:59:59Z | 2026-11-22T06:00:00Z
                    0 */6 * * *       | 2026-11-22T06:00:00Z | 2026-11-22T12:00:00Z
                    0 2 * * *         | 2026-11-22T02:00:00Z | 2026-11-23T02:00:00Z
                    0 * * * *         | 2026-12-31T23:30:00Z | 2027-01-01T00:00:00Z
                    15,45 9-17/4 * * *| 2026-11-22T09:45:00Z | 2026-11-22T13:15:00Z
                    0 0 29 2 *        | 2026-11-22T00:00:00Z | 2028-02-29T00:00:00Z
                    0 0 29 2 *        | 2097-01-01T00:00:00Z | 2104-02-29T00:00:00Z
                    0 0 * * mon       | 2026-11-22T00:00:00Z | 2026-11-23T00:00:00Z
                    0 0 * * 7         | 2026-11-22T00:00:00Z | 2026-11-29T00:00:00Z
                    0 0 * * fri-7     | 2026-11-23T00:00:00Z | 2026-11-27T00:00:00Z
                    0 0 1 * mon       | 2026-11-24T00:00:00Z | 2026-11-30T00:00:00Z
                    0 0 1 * mon       | 2026-11-30T00:00:00Z | 2026-12-01T00:00:00Z
                    0 0 * jan,JUL *   | 2026-02-01T00:00:00Z | 2026-07-01T00:00:00Z
                    5/20 0 * * *      | 2026-11-22T00:06:00Z | 2026-11-22T00:25:00Z
                    """)
    void theNextTimeIsStrictlyLater(String schedule, Instant after, Instant expected) {
        assertThat(Cron.parse(schedule).next(after, ZoneId.of("UTC"))).isEqualTo(expected);
    }

    @Test
    void aZoneIsObserved() {
        var next = Cron.parse("0 2 * * *").next(Instant.parse("2026-07-01T10:00:00Z"), BERLIN);

        assertThat(next).isEqualTo(Instant.parse("2026-07-02T00:00:00Z"));
    }

    @Test
    void whatFallsIntoSkippedTimeFiresLaterAndOnce() {
        // On 28 March 2027 the clocks of Berlin go from 02:00 to 03:00.
        assertThat(times("30 2 * * *", "2027-03-27T12:00:00+01:00", 2))
                .containsExactly("2027-03-28T03:30+02:00", "2027-03-29T02:30+02:00");
        assertThat(times("30 2 * * *", "2027-03-28T03:10:00+02:00", 1))
                .containsExactly("2027-03-28T03:30+02:00");
    }

    @Test
    void whatFallsIntoRepeatedTimeFiresTheFirstTimeOnly() {
        // On 25 October 2026 the clocks of Berlin go from 03:00 back to 02:00.
        assertThat(times("30 2 * * *", "2026-10-24T12:00:00+02:00", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(times("30 2 * * *", "2026-10-25T02:10:00+01:00", 1))
                .containsExactly("2026-10-26T02:30+01:00");
    }

    @Test
    void aScheduleOfEveryHourGoesOnByElapsedTime() {
        assertThat(times("0 * * * *", "2026-10-25T01:30:00+02:00", 4))
                .containsExactly(
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T02:00+01:00",
                        "2026-10-25T03:00+01:00",
                        "2026-10-25T04:00+01:00");
        assertThat(times("30 * * * *", "2027-03-28T00:45:00+01:00", 3))
                .containsExactly(
                        "2027-03-28T01:30+01:00",
                        "2027-03-28T03:30+02:00",
                        "2027-03-28T04:30+02:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0 2 * *",
                "0 2 * * * *",
                "@daily",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "5-1 * * * *",
                "1,,2 * * * *",
                "-1 * * * *",
                "a * * * *",
                "* * * mon *",
                "0 0 30 feb *",
                "0 0 31 2,4,6,9,11 *"
            })
    void whatIsNoScheduleIsRefused(String text) {
        assertThatThrownBy(() -> Cron.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected ")
                .hasMessageContaining("but");
    }

    private static List<String> times(String schedule, String after, int count) {
        var times = new ArrayList<String>();
        var at = ZonedDateTime.parse(after).toInstant();
        for (int i = 0; i < count; i++) {
            at = Cron.parse(schedule).next(at, BERLIN);
            times.add(at.atZone(BERLIN).toOffsetDateTime().toString());
        }
        return times;
    }
}
