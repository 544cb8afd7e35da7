package dev.assay.execution;

import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes to an execution; what is null or absent stays (TE-PATCH-01). */
@Schema(name = "TestExecutionsPatchRequest")
public record Patch(
        @Input.Url @Size(max = 200) @Nullable String c3Link,
        @Input.Url @Size(max = 200) @Nullable String ciLink,
        @Nullable Status status,

        @Input.KeySize(min = 1, max = 200) @Nullable
        Map<String, List<@Size(min = 1, max = 200) String>> executionMetadata) {

    /** A status to set, or the wish to have it worked out from the results (TE-PATCH-02). */
    public enum Status {
        NOT_STARTED,
        IN_PROGRESS,
        PASSED,
        FAILED,
        NOT_TESTED,
        ENDED_PREMATURELY,
        @Input.LiteralBeside(of = "TestExecutionStatus")
        COMPLETED
    }

    /** The wish to have the status worked out from the results. */
    public static Patch completed() {
        return new Patch(null, null, Status.COMPLETED, null);
    }
}
