package dev.assay.execution;

import dev.assay.outcome.ExecutionStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes to an execution. A field that is null stays as it is.
 *
 * @param fromResults true to derive the status from the results (TE-PATCH-02)
 * @param metadata pairs to add
 */
public record ExecutionPatch(
        @Nullable String c3Link,
        @Nullable String ciLink,
        @Nullable ExecutionStatus status,
        boolean fromResults,
        Map<String, List<String>> metadata) {

    public static ExecutionPatch to(ExecutionStatus status) {
        return new ExecutionPatch(null, null, status, false, Map.of());
    }

    /** A patch for an execution whose results are complete. */
    public static ExecutionPatch completed() {
        return new ExecutionPatch(null, null, null, true, Map.of());
    }
}
