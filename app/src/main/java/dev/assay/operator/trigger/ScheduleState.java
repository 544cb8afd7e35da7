package dev.assay.operator.trigger;

import dev.assay.operator.plan.CronTimes;
import dev.assay.operator.plan.PlanSpec;
import dev.assay.operator.plan.PlanStatus;
import dev.assay.operator.plan.TestPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a plan's schedule.
 *
 * @param due the time that a run is due for; null for none. If several have passed, it is the last one
 * @param handled the time up to which the schedule is handled if no run is due
 * @param next the next time; null if there is none
 * @param schedule the schedule and time zone that these times belong to
 */
record ScheduleState(
        @Nullable Instant due, Instant handled, @Nullable Instant next, String schedule) {
    /** A time counts as missed if no run could begin for this long after it. */
    static final Duration GRACE = Duration.ofMinutes(2);

    static ScheduleState of(TestPlan plan, PlanSpec.Schedule schedule, PlanStatus before, Instant now) {
        CronTimes times = CronTimes.of(schedule);
        String text = schedule.cron() + " " + schedule.timeZoneOrDefault();
        Instant handled = handled(plan, before, text, now);
        Instant next = times.after(now).orElse(null);
        Optional<Instant> passed = times.until(now).filter(time -> time.isAfter(handled));
        if (passed.isEmpty()) {
            return new ScheduleState(null, handled, next, text);
        }
        boolean missed = passed.get().plus(GRACE).isBefore(now);
        return missed && schedule.skipsMissed()
                ? new ScheduleState(null, passed.get(), next, text)
                : new ScheduleState(passed.get(), handled, next, text);
    }

    /**
     * The time up to which the schedule was handled before. A new schedule counts from when it was first seen; in a plan that
     * never changed, from the creation of the plan.
     */
    private static Instant handled(TestPlan plan, PlanStatus before, String text, Instant now) {
        if (before.lastSchedule() != null && text.equals(before.schedule())) {
            return Instant.parse(before.lastSchedule());
        }
        boolean unchanged = Objects.equals(plan.getMetadata().getGeneration(), 1L);
        String created = plan.getMetadata().getCreationTimestamp();
        return unchanged && created != null ? Instant.parse(created) : now;
    }
}
