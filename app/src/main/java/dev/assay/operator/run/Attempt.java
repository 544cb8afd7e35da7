package dev.assay.operator.run;

import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/**
 * A try of a step in an environment, as the database has it.
 *
 * @param attempt from 1
 * @param execution null when it was deleted since
 * @param outcome null while it goes on
 */
@Introspected
record Attempt(
        String environment,
        String step,
        int attempt,
        @Nullable Integer execution,
        @Nullable String outcome,
        String message) {
    boolean isOpen() {
        return outcome == null;
    }

    RunStatus.Phase phase() {
        return outcome == null ? RunStatus.Phase.RUNNING : RunStatus.Phase.valueOf(outcome);
    }
}
