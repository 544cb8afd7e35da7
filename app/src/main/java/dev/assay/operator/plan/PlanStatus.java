package dev.assay.operator.plan;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.operator.resource.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a plan. Its cursors say what was dealt with already: a run that was deleted is not made again.
 *
 * @param active runs that have not ended
 * @param lastRun the run that began last
 * @param nextRun when the schedule is due next, RFC 3339
 * @param lastSchedule the time up to which the schedule was dealt with, RFC 3339
 * @param schedule the schedule that {@code lastSchedule} is about
 * @param leftOut how many artefacts that were due at that time got no run, because there were too many
 * @param lastBuild every build up to this id was dealt with
 * @param builds builds beyond it that were dealt with, ascending
 * @param reruns requests of reruns that got a run and are pending still, ascending
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
    /** Of a plan that nobody looked at. */
    public static final PlanStatus NONE =
            new PlanStatus(null, null, null, null, null, null, null, null, null, null, null);

    /**
     * @param time RFC 3339
     * @param trigger what it began by: schedule, artefact, rerun or manual
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LastRun(
            String name, String time, @Nullable String trigger) {}
}
