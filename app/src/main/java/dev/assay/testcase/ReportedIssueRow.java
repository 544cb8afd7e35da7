package dev.assay.testcase;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.LocalDateTime;

/** A note about test cases, as it is stored and shown. */
@Introspected
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "TestCaseReportedIssueResponse")
record ReportedIssueRow(
        int id,
        String templateId,
        String caseName,
        String description,

        @Schema(format = "uri", minLength = 1, maxLength = 2083)
        String url,

        LocalDateTime createdAt,
        LocalDateTime updatedAt) {}
