package dev.assay.issue;

import dev.assay.artefact.Family;
import dev.assay.outcome.ResultStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An issue attached to a test result, as every result shows it (TR-RESP-03).
 *
 * @param attachmentRule the rule that attached it, null when somebody did (TR-RESP-05)
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "IssueTestResultAttachmentResponse")
public record IssueAttachment(MinimalIssue issue, @Nullable AttachmentRule attachmentRule) {

    /**
     * An issue in lists and at results (ISS-1 to 3).
     *
     * @param testExecutionsCount how many have a result with this issue; always 0 at a result (TR-RESP-04)
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "MinimalIssueResponse")
    public record MinimalIssue(
            int id,

            @Schema(allowableValues = {"jira", "github", "launchpad"})
            String source,

            String project,
            String key,
            String title,

            @Schema(allowableValues = {"unknown", "open", "closed"})
            String status,

            @Schema(format = "uri", minLength = 1, maxLength = 2083)
            String url,

            @Nullable List<String> labels,
            int testExecutionsCount) {}

    /** ARULE-1. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "AttachmentRuleResponse")
    public record AttachmentRule(
            int id,
            boolean enabled,

            @ArraySchema(schema = @Schema(implementation = Family.class))
            List<String> families,

            List<String> artefacts,
            List<String> artefactVersions,
            List<String> artefactStages,
            List<String> artefactTracks,
            List<String> environmentNames,
            List<String> testCaseNames,
            List<String> templateIds,

            @ArraySchema(schema = @Schema(implementation = ResultStatus.class))
            List<String> testResultStatuses,

            @Schema(ref = "#/components/schemas/ExecutionMetadata")
            Map<String, List<String>> executionMetadata) {}
}
