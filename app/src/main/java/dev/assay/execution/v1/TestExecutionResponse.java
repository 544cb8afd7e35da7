package dev.assay.execution.v1;

import dev.assay.environment.EnvironmentResponse;
import dev.assay.execution.Execution;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.web.Timestamp;
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

    public static TestExecutionResponse from(Execution execution) {
        return new TestExecutionResponse(
                execution.id(),
                execution.ciLink(),
                execution.c3Link(),
                execution.links().stream().map(RelevantLink::from).toList(),
                new EnvironmentResponse(
                        execution.environmentId(), execution.environmentName(), execution.architecture()),
                execution.status(),
                execution.testPlan(),
                Timestamp.naive(execution.createdAt()),
                execution.metadata(),
                execution.triaged(),
                execution.rerunPriority() != null,
                execution.rerunPriority());
    }

    /** A link as stored. */
    @Serdeable
    record RelevantLink(
            int id,
            String label,

            @Schema(format = "uri", minLength = 1, maxLength = 2083)
            String url) {
        static RelevantLink from(Execution.RelevantLink link) {
            return new RelevantLink(link.id(), link.label(), link.url());
        }
    }
}
