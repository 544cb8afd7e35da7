package dev.assay.issue;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.filter.Criteria;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An issue attached to a test result, as every result shows it (TR-RESP-03).
 *
 * @param attachmentRule the rule that attached it; null if a person did (TR-RESP-05)
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "IssueTestResultAttachmentResponse")
public record IssueAttachmentResponse(
        MinimalIssue issue, @Nullable Rule attachmentRule) {

    public static IssueAttachmentResponse from(IssueAttachment attachment) {
        AttachmentRule rule = attachment.rule();
        return new IssueAttachmentResponse(
                new MinimalIssue(Shown.from(attachment.issue()), 0), rule == null ? null : Rule.from(rule));
    }

    /**
     * An issue as lists and results show it (ISS-1 to 3).
     *
     * @param testExecutionsCount the number of executions that have a result with this issue; always 0 at a result
     *     (TR-RESP-04)
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "MinimalIssueResponse")
    public record MinimalIssue(@JsonUnwrapped Shown issue, int testExecutionsCount) {}

    /**
     * The fields that every representation of an issue has.
     *
     * @param labels null until a synchronisation finds some
     */
    @Serdeable
    public record Shown(
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

            @Nullable List<String> labels) {
        static Shown from(Issue issue) {
            return new Shown(
                    issue.id(),
                    issue.source().wire(),
                    issue.project(),
                    issue.key(),
                    issue.title(),
                    issue.status().wire(),
                    issue.url(),
                    issue.labels());
        }
    }

    /** A rule as responses show it (ARULE-1). */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "AttachmentRuleResponse")
    public record Rule(
            int id, boolean enabled, @JsonUnwrapped Criteria criteria) {
        public static Rule from(AttachmentRule rule) {
            return new Rule(rule.id(), rule.enabled(), rule.criteria());
        }
    }
}
