package dev.assay.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times of schedules, also on days when the clocks change. */
class CronTimesTest {
    private static CronTimes of(String cron, String zone) {
        return CronTimes.of(new PlanSpec.Schedule(cron, zone, null));
    }

    /** All times between two moments. */
    private static List<String> times(String cron, String zone, String from, String to) {
        CronTimes times = of(cron, zone);
        List<String> all = new ArrayList<>();
        Instant end = Instant.parse(to);
        Instant at = Instant.parse(from).minusNanos(1);
        while (true) {
            Instant next = times.after(at).orElseThrow();
            if (next.isAfter(end)) {
                return all;
            }
            all.add(next.toString());
            at = next;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 4 * * *   | UTC           | 2026-03-01T04:30:00Z | 2026-03-02T04:30:00Z",
                "*/15 * * * * | UTC           | 2026-03-01T04:30:00Z | 2026-03-01T04:45:00Z",
                "0 4 * * 1-5  | UTC           | 2026-03-06T04:00:00Z | 2026-03-09T04:00:00Z",
                "0 4 * * MON  | UTC           | 2026-03-02T04:00:00Z | 2026-03-09T04:00:00Z",
                "0 4 * * 7    | UTC           | 2026-03-01T04:00:00Z | 2026-03-08T04:00:00Z",
                "0 4 * * 0    | UTC           | 2026-03-01T04:00:00Z | 2026-03-08T04:00:00Z",
                "0 0 29 2 *   | UTC           | 2024-02-29T00:00:00Z | 2028-02-29T00:00:00Z",
                "@hourly      | UTC           | 2026-03-01T04:00:00Z | 2026-03-01T05:00:00Z",
                "@daily       | Europe/Berlin | 2026-01-01T23:00:00Z | 2026-01-02T23:00:00Z",
                "@midnight    | UTC           | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z",
                "@weekly      | UTC           | 2026-03-01T00:00:00Z | 2026-03-08T00:00:00Z",
                "@monthly     | UTC           | 2026-03-01T00:00:00Z | 2026-04-01T00:00:00Z",
                "@yearly      | UTC           | 2026-01-01T00:00:00Z | 2027-01-01T00:00:00Z",
                "0 12 * * *   | Asia/Kolkata  | 2026-01-01T06:30:00Z | 2026-01-02T06:30:00Z",
            })
    void aTimeAndTheOneAfterIt(String cron, String zone, Instant first, Instant second) {
        CronTimes times = of(cron, zone);
        assertThat(times.after(first.minusSeconds(1))).contains(first);
        assertThat(times.after(first)).contains(second);
        assertThat(times.until(first)).contains(first);
        assertThat(times.until(second.minusSeconds(1))).contains(first);
        assertThat(times.until(first.minusSeconds(1))).isPresent().get().isNotEqualTo(first);
    }

    /** As in crontab: if both day of month and day of week are given, one of them is enough. */
    @Test
    void theThirteenthAndEveryFriday() {
        assertThat(times("0 0 13 * 5", "UTC", "2026-04-01T00:00:00Z", "2026-04-18T00:00:00Z"))
                .containsExactly(
                        "2026-04-03T00:00:00Z", "2026-04-10T00:00:00Z", "2026-04-13T00:00:00Z", "2026-04-17T00:00:00Z");
    }

    @Test
    void skippedTimesAreDueOnceAfterTheChange() {
        // 2026-03-29 in Berlin: 02:00 is followed by 03:00, which is 01:00 UTC
        assertThat(times("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-31T00:00:00Z"))
                .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
        assertThat(times("*/15 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"))
                .containsExactly(
                        "2026-03-29T00:30:00Z",
                        "2026-03-29T00:45:00Z",
                        "2026-03-29T01:00:00Z",
                        "2026-03-29T01:15:00Z",
                        "2026-03-29T01:30:00Z");
    }

    @Test
    void aTimeThatComesTwiceIsDueTheFirstTime() {
        // 2026-10-25 in Berlin: 03:00 is followed by 02:00, which is 01:00 UTC
        assertThat(times("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00:00Z", "2026-10-27T00:00:00Z"))
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
        assertThat(times("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T02:30:00Z"))
                .containsExactly(
                        "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:30:00Z");
        CronTimes times = of("30 2 * * *", "Europe/Berlin");
        assertThat(times.until(Instant.parse("2026-10-25T01:45:00Z"))).contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(times.until(Instant.parse("2026-10-25T00:15:00Z"))).contains(Instant.parse("2026-10-24T00:30:00Z"));
    }

    @Test
    void aDayThatAZoneSkippedIsNotLost() {
        // Apia went from 29 to 31 December 2011
        assertThat(times("0 12 * * *", "Pacific/Apia", "2011-12-29T20:00:00Z", "2012-01-01T00:00:00Z"))
                .containsExactly(
                        "2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z", "2011-12-31T22:00:00Z");
    }

    /** Compares with a list that is made minute by minute, around each clock change in many zones, for many moments. */
    @Test
    void aroundEveryChangeTheTimesAreThoseOfTheWallClock() {
        for (String zone : List.of(
                "Europe/Berlin",
                "America/New_York",
                "Australia/Lord_Howe",
                "America/Santiago",
                "Africa/Cairo",
                "UTC")) {
            for (String cron : List.of("*/10 * * * *", "30 2 * * *", "0 * * * *", "15 0 * * *", "59 1,2,3 * * *")) {
                Instant change = change(zone);
                Instant from = change.minus(Duration.ofHours(30));
                Instant to = change.plus(Duration.ofHours(30));
                TreeSet<Instant> expected = expected(cron, ZoneId.of(zone), from, to);
                CronTimes times = of(cron, zone);
                for (Instant at = from; at.isBefore(to.minus(Duration.ofHours(26))); at = at.plusSeconds(60 * 7 + 1)) {
                    assertThat(times.after(at))
                            .as("%s %s after %s", cron, zone, at)
                            .contains(expected.higher(at));
                }
                for (Instant at = from.plus(Duration.ofHours(26)); at.isBefore(to); at = at.plusSeconds(60 * 7 + 1)) {
                    assertThat(times.until(at))
                            .as("%s %s until %s", cron, zone, at)
                            .contains(expected.floor(at));
                }
            }
        }
    }

    private static Instant change(String zone) {
        ZoneOffsetTransition next = ZoneId.of(zone).getRules().nextTransition(Instant.parse("2026-01-01T00:00:00Z"));
        return next == null ? Instant.parse("2026-03-29T01:00:00Z") : next.getInstant();
    }

    /** Every local minute that the expression names, at the moment when the clock first shows it or has skipped it. */
    private static TreeSet<Instant> expected(String cron, ZoneId zone, Instant from, Instant to) {
        String[] fields = cron.split(" ");
        TreeSet<Instant> expected = new TreeSet<>();
        LocalDateTime end = to.atZone(zone).toLocalDateTime().plusHours(3);
        for (LocalDateTime minute = from.atZone(zone).toLocalDateTime().truncatedTo(ChronoUnit.MINUTES);
                minute.isBefore(end);
                minute = minute.plusMinutes(1)) {
            if (matches(fields[0], minute.getMinute()) && matches(fields[1], minute.getHour())) {
                ZoneOffsetTransition change = zone.getRules().getTransition(minute);
                List<ZoneOffset> offsets = zone.getRules().getValidOffsets(minute);
                expected.add(offsets.isEmpty() ? change.getInstant() : minute.toInstant(offsets.getFirst()));
            }
        }
        return expected;
    }

    private static boolean matches(String field, int value) {
        if (field.equals("*")) {
            return true;
        }
        if (field.startsWith("*/")) {
            return value % Integer.parseInt(field.substring(2)) == 0;
        }
        return List.of(field.split(",")).contains(String.valueOf(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 4 * *       | UTC         | is not understood",
                "0 4 * * * *   | UTC         | is not understood",
                "61 4 * * *    | UTC         | is not understood",
                "0 24 * * *    | UTC         | is not understood",
                "every morning | UTC         | is not understood",
                "@fortnightly  | UTC         | is not understood",
                "@reboot       | UTC         | is not understood",
                "0 4 * * *     | Europe/Bonn | is not known",
                "0 4 * * *     | +02:00      | is not known",
                "0 4 * * *     | CEST        | is not known",
            })
    void anInvalidScheduleSaysWhatToWrite(String cron, String zone, String message) {
        assertThatThrownBy(() -> of(cron, zone))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageMatching("(?s).*(such as).*");
    }

    @Test
    void aDateThatDoesNotExistIsNeverDue() {
        assertThat(of("0 0 30 2 *", "UTC").after(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }
}
