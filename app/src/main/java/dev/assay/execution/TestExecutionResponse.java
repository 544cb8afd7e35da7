package dev.assay.execution;

import dev.assay.environment.EnvironmentResponse;
import dev.assay.outcome.ExecutionStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An execution as v1 shows it (TE-RESP). */
@Serdeable(naming = SnakeCaseStrategy.class)
public record TestExecutionResponse(
        int id,
        @Nullable String ciLink,
        @Nullable String c3Link,
        List<RelevantLink> relevantLinks,
        EnvironmentResponse environment,
        ExecutionStatus status,
        String testPlan,
        LocalDateTime createdAt,

        @Schema(ref = "#/components/schemas/ExecutionMetadata")
        Map<String, List<String>> executionMetadata,

        boolean isTriaged,
        boolean isRerunRequested,
        @Nullable Integer rerunPriority) {

    /** A link as stored. */
    @Serdeable
    public record RelevantLink(
            int id,
            String label,

            @Schema(format = "uri", minLength = 1, maxLength = 2083)
            String url) {}
}
