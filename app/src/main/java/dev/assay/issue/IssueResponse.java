package dev.assay.issue;

import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An issue with its rules.
 *
 * @param labels null until a synchronisation finds some
 * @param attachmentRules by id
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "IssueResponse")
record IssueResponse(
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
        boolean autoRerunEnabled,
        List<IssueAttachment.AttachmentRule> attachmentRules) {}
