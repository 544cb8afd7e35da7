package dev.assay.operator.run;

import dev.assay.operator.plan.Environment;
import dev.assay.operator.plan.Step;
import org.jspecify.annotations.Nullable;

/**
 * A step in an environment, and where it is.
 *
 * @param last the try that began last; null before the first
 * @param phase of all tries together: a try that did not pass is no end while there are retries left
 */
record StepRun(Environment environment, Step step, @Nullable Attempt last, RunStatus.Phase phase) {
    int nextAttempt() {
        return last == null ? 1 : last.attempt() + 1;
    }

    StepRun in(RunStatus.Phase other) {
        return new StepRun(environment, step, last, other);
    }
}
