package dev.assay.operator.trigger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All runs that are due, before it is decided how many of them may begin.
 *
 * @param scheduled null if the schedule is not due; empty if there is nothing to test
 * @param leftOut for how many more artefacts the schedule is due
 * @param builds in the order of their ids
 * @param reruns in the order of the queue
 */
record DueRuns(@Nullable List<DueRun> scheduled, int leftOut, List<DueRun> builds, List<DueRun> reruns) {
    static final DueRuns NONE = new DueRuns(null, 0, List.of(), List.of());
}
