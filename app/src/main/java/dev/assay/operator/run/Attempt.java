package dev.assay.operator.run;

import dev.assay.operator.resource.RunStatus;
import io.micronaut.core.annotation.Introspected;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to run a step in an environment, as it is in the database.
 *
 * @param attempt counts from 1
 * @param execution null if it was deleted since
 * @param outcome null while the attempt is running
 * @param message for people; while the attempt is running, empty unless it has taken too long
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

    /** True if it has taken too long and is being ended; the message says so. */
    boolean isTimedOut() {
        return isOpen() && !message.isEmpty();
    }

    RunStatus.Phase phase() {
        return outcome == null ? RunStatus.Phase.RUNNING : RunStatus.Phase.valueOf(outcome);
    }
}
