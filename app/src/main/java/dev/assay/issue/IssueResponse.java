package dev.assay.issue;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * An issue with its rules.
 *
 * @param attachmentRules by id
 */
@Serdeable(naming = SnakeCaseStrategy.class)
@Schema(name = "IssueResponse")
record IssueResponse(
        @JsonUnwrapped IssueAttachmentResponse.Shown issue,
        boolean autoRerunEnabled,
        List<IssueAttachmentResponse.Rule> attachmentRules) {

    static IssueResponse from(Issue.WithRules known) {
        return new IssueResponse(
                IssueAttachmentResponse.Shown.from(known.issue()),
                known.issue().autoRerunEnabled(),
                known.rules().stream().map(IssueAttachmentResponse.Rule::from).toList());
    }
}
