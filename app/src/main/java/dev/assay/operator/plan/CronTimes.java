package dev.assay.operator.plan;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The times of a schedule, in local time. Times that the clock skips in spring are due once, right after the change. A time
 * that comes twice in autumn is due the first time only.
 */
public final class CronTimes {
    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final Map<String, String> MACROS = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    private final ExecutionTime times;
    private final ZoneId zone;

    private CronTimes(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /** Throws an IllegalArgumentException that says what is not understood, and how to write it. */
    public static CronTimes of(PlanSpec.Schedule schedule) {
        String given = schedule.cron().strip().toLowerCase(Locale.ROOT);
        return new CronTimes(times(given), zone(schedule.timeZoneOrDefault()));
    }

    private static ExecutionTime times(String given) {
        String cron = Objects.requireNonNullElse(MACROS.get(given), given);
        try {
            return ExecutionTime.forCron(PARSER.parse(cron).validate());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "schedule.cron \"%s\" is not understood (%s); write minute, hour, day of month, month and day of week, such as \"0 4 * * 1-5\", or @hourly, @daily, @weekly, @monthly"
                            .formatted(given, e.getMessage()),
                    e);
        }
    }

    private static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw new IllegalArgumentException(
                    "schedule.timeZone \"%s\" is not known; use a name of the IANA database, such as Europe/Berlin or UTC"
                            .formatted(name));
        }
        return ZoneId.of(name);
    }

    /** The first time after this moment; empty if there are no more. */
    public Optional<Instant> after(Instant moment) {
        Optional<LocalDateTime> time = next(moment.atZone(zone).toLocalDateTime());
        while (time.isPresent() && !at(time.get()).isAfter(moment)) {
            time = next(time.get());
        }
        return time.map(this::at);
    }

    /** The last time up to this moment, the moment itself included. */
    public Optional<Instant> until(Instant moment) {
        LocalDateTime local = moment.atZone(zone).toLocalDateTime();
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        // In an hour that comes twice, each time of it may have been due the first time already
        LocalDateTime end = change != null && change.isOverlap() ? change.getDateTimeBefore() : local;
        Optional<LocalDateTime> time = last(end.plusSeconds(1));
        while (time.isPresent() && at(time.get()).isAfter(moment)) {
            time = last(time.get());
        }
        return time.map(this::at);
    }

    private Optional<LocalDateTime> next(LocalDateTime after) {
        return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(time -> time.toLocalDateTime());
    }

    private Optional<LocalDateTime> last(LocalDateTime before) {
        return times.lastExecution(before.atZone(ZoneOffset.UTC)).map(time -> time.toLocalDateTime());
    }

    private Instant at(LocalDateTime time) {
        ZoneOffsetTransition change = zone.getRules().getTransition(time);
        return change != null && change.isGap()
                ? change.getInstant()
                : time.atZone(zone).toInstant();
    }
}
