package dev.assay.operator.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.operator.resource.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a plan.
 *
 * @param active runs that have not ended
 * @param lastRun the run that began last
 * @param nextRun when the schedule is due next, RFC 3339
 * @param lastSchedule the time of the schedule that was last dealt with, RFC 3339
 * @param lastBuild the id of the newest build that was looked at for onNewArtefact
 * @param lastRerun the id of the newest rerun request that was looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanStatus(
        @Nullable Long observedGeneration,
        @Nullable List<Condition> conditions,
        @Nullable Integer active,
        @Nullable LastRun lastRun,
        @Nullable String nextRun,
        @Nullable String lastSchedule,
        @Nullable Long lastBuild,
        @Nullable Long lastRerun) {
    /**
     * @param time RFC 3339
     * @param trigger what it began by: schedule, artefact, rerun or manual
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LastRun(
            String name, String time, @Nullable String trigger) {}
}
