package dev.assay.execution.v1;

import dev.assay.execution.ExecutionPatch;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes to an execution. A field that is null or absent stays as it is (TE-PATCH-01). */
@Schema(name = "TestExecutionsPatchRequest")
record PatchRequest(
        @Input.Url @Size(max = 200) @Nullable String c3Link,
        @Input.Url @Size(max = 200) @Nullable String ciLink,
        @Nullable Status status,

        @Input.KeySize(min = 1, max = 200) @Nullable
        Map<String, List<@Size(min = 1, max = 200) String>> executionMetadata) {

    /** A status to set. {@code COMPLETED} derives it from the results (TE-PATCH-02). */
    @Schema(name = "Patch.Status")
    enum Status implements Input.WithLiteral {
        NOT_STARTED,
        IN_PROGRESS,
        PASSED,
        FAILED,
        NOT_TESTED,
        ENDED_PREMATURELY,
        COMPLETED;

        @Override
        public @Nullable String enumName() {
            return this == COMPLETED ? "TestExecutionStatus" : null;
        }
    }

    ExecutionPatch patch() {
        boolean completed = status == Status.COMPLETED;
        return new ExecutionPatch(
                c3Link,
                ciLink,
                status == null || completed ? null : ExecutionStatus.valueOf(status.name()),
                completed,
                Objects.requireNonNullElse(executionMetadata, Map.of()));
    }
}
