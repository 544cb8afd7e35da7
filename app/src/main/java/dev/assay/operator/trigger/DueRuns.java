package dev.assay.operator.trigger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is due, before it is known how much of it may begin.
 *
 * @param scheduled null when the schedule is not due; empty when there is nothing to test
 * @param leftOut how many artefacts the schedule is due for beyond these
 * @param builds in the order of their ids
 * @param reruns in the order of the queue
 */
record DueRuns(@Nullable List<DueRun> scheduled, int leftOut, List<DueRun> builds, List<DueRun> reruns) {
    static final DueRuns NONE = new DueRuns(null, 0, List.of(), List.of());
}
