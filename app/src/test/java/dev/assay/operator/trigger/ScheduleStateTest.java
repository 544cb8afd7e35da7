package dev.assay.operator.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.operator.plan.PlanStatus;
import dev.assay.operator.plan.TestPlan;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which time of the schedule is due. The plan was created on 1 November; its schedule is every day at four. */
class ScheduleStateTest {
    private static final String SCHEDULE = "0 4 * * * UTC";

    private static ScheduleState state(String missed, long generation, PlanStatus before, String now) {
        TestPlan plan =
                PlanTexts.plan("nightly", PlanTexts.spec("""
                artefacts: {family: generic}
                schedule: {cron: '0 4 * * *', missedRuns: %s}
                """.formatted(missed)), "2026-11-01T00:00:00Z", generation);
        return ScheduleState.of(plan, Objects.requireNonNull(plan.getSpec().schedule()), before, Instant.parse(now));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // handled time, now, due time if missed runs are made up for, due time if they are skipped
                "2026-11-20T04:00:00Z, 2026-11-21T03:59:59Z, -, -",
                "2026-11-20T04:00:00Z, 2026-11-21T04:00:00Z, 2026-11-21T04:00:00Z, 2026-11-21T04:00:00Z",
                "2026-11-20T04:00:00Z, 2026-11-21T04:01:59Z, 2026-11-21T04:00:00Z, 2026-11-21T04:00:00Z",
                "2026-11-20T04:00:00Z, 2026-11-21T04:02:01Z, 2026-11-21T04:00:00Z, -",
                "2026-11-10T04:00:00Z, 2026-11-21T03:00:00Z, 2026-11-20T04:00:00Z, -",
                "2026-11-10T04:00:00Z, 2026-11-21T04:00:30Z, 2026-11-21T04:00:00Z, 2026-11-21T04:00:00Z",
                "2026-11-21T04:00:00Z, 2026-11-21T04:00:00Z, -, -",
                "2026-11-22T04:00:00Z, 2026-11-21T05:00:00Z, -, -",
            })
    void whatIsDue(String handled, String now, @Nullable Instant once, @Nullable Instant skip) {
        PlanStatus before = PlanTexts.scheduled(SCHEDULE, handled);
        assertThat(state("RunOnce", 5, before, now).due()).isEqualTo(once);
        assertThat(state("Skip", 5, before, now).due()).isEqualTo(skip);
    }

    @Test
    void aSkippedTimeIsHandled() {
        ScheduleState state =
                state("Skip", 5, PlanTexts.scheduled(SCHEDULE, "2026-11-10T04:00:00Z"), "2026-11-21T12:00:00Z");
        assertThat(state.handled()).isEqualTo("2026-11-21T04:00:00Z");
        assertThat(state.next()).isEqualTo("2026-11-22T04:00:00Z");
    }

    @Test
    void theTimesOfANewPlanCountFromItsBeginning() {
        assertThat(state("RunOnce", 1, PlanStatus.NONE, "2026-11-03T12:00:00Z").due())
                .isEqualTo("2026-11-03T04:00:00Z");
        assertThat(state("RunOnce", 1, PlanStatus.NONE, "2026-11-01T03:00:00Z").due())
                .isNull();
    }

    @Test
    void theTimesOfANewScheduleCountFromWhenItWasSeen() {
        ScheduleState added = state("RunOnce", 2, PlanStatus.NONE, "2026-11-03T12:00:00Z");
        assertThat(added.due()).isNull();
        assertThat(added.handled()).isEqualTo("2026-11-03T12:00:00Z");
        PlanStatus other = PlanTexts.scheduled("0 1 * * * UTC", "2026-11-02T01:00:00Z");
        assertThat(state("RunOnce", 2, other, "2026-11-03T12:00:00Z").due()).isNull();
    }
}
