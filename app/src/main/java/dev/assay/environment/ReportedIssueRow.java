package dev.assay.environment;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** A note about an environment, as it is stored and shown. */
@Introspected
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "EnvironmentReportedIssueResponse")
record ReportedIssueRow(
        int id,
        String environmentName,
        String description,

        @Schema(format = "uri", minLength = 1, maxLength = 2083) @Nullable
        String url,

        boolean isConfirmed,
        LocalDateTime createdAt,
        LocalDateTime updatedAt) {}
