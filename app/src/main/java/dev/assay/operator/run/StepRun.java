package dev.assay.operator.run;

import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.Step;
import dev.assay.operator.resource.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * A step in an environment, and its phase.
 *
 * @param last the attempt that began last; null before the first
 * @param phase the phase of all attempts together: a failed attempt does not end the step while it has retries left
 */
record StepRun(Environment environment, Step step, @Nullable Attempt last, RunStatus.Phase phase) {
    int nextAttempt() {
        return last == null ? 1 : last.attempt() + 1;
    }

    StepRun in(RunStatus.Phase other) {
        return new StepRun(environment, step, last, other);
    }
}
