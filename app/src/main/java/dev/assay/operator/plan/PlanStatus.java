package dev.assay.operator.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.operator.resource.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The status of a TestPlan. Its cursors say what was handled already, so that a deleted run is not created again.
 *
 * @param active how many runs have not ended
 * @param lastRun the run that began last
 * @param nextRun when the schedule is due next, RFC 3339
 * @param lastSchedule the time up to which the schedule was handled, RFC 3339
 * @param schedule the schedule that {@code lastSchedule} is about
 * @param leftOut how many artefacts got no run at that time because too many were due
 * @param lastBuild every build up to this id was handled
 * @param builds ids above it of builds that were handled, ascending
 * @param reruns ids of rerun requests that got a run and are still pending, ascending
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanStatus(
        @Nullable Long observedGeneration,
        @Nullable List<Condition> conditions,
        @Nullable Integer active,
        @Nullable LastRun lastRun,
        @Nullable String nextRun,
        @Nullable String lastSchedule,
        @Nullable String schedule,
        @Nullable Integer leftOut,
        @Nullable Long lastBuild,
        @Nullable List<Long> builds,
        @Nullable List<Long> reruns) {
    /** The status of a plan that was not reconciled yet. */
    public static final PlanStatus NONE =
            new PlanStatus(null, null, null, null, null, null, null, null, null, null, null);

    /** The same with other conditions. */
    public PlanStatus with(List<Condition> other) {
        return new PlanStatus(
                observedGeneration,
                other,
                active,
                lastRun,
                nextRun,
                lastSchedule,
                schedule,
                leftOut,
                lastBuild,
                builds,
                reruns);
    }

    /**
     * @param time RFC 3339
     * @param trigger what it began by: schedule, artefact, rerun or manual
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LastRun(
            String name, String time, @Nullable String trigger) {}
}
