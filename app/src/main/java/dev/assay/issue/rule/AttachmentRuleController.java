package dev.assay.issue.rule;

import static dev.assay.access.Permission.CHANGE_ATTACHMENT_RULE;

import dev.assay.access.Permit;
import dev.assay.filter.Criteria;
import dev.assay.issue.AttachmentRule;
import dev.assay.issue.IssueAttachmentResponse;
import dev.assay.issue.IssueSettings;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Rules that attach issues to results as they are stored (contract issues.md, section 5). */
@Controller("/v1/issues/{issue_id}/attachment-rules")
@Tag(name = "issues")
@JsonApi
class AttachmentRuleController {
    private static final String OF_ANOTHER = "Attachment rule not attached to given issue";
    private static final String HINT = "Use the issue that lists the rule";

    private final AttachmentRules rules;
    private final IssueSettings settings;

    AttachmentRuleController(AttachmentRules rules, IssueSettings settings) {
        this.rules = rules;
        this.settings = settings;
    }

    /**
     * A rule. A result must match all criteria, and one of the values of each. An empty criterion matches everything
     * (ARULE-2).
     */
    @Schema(name = "AttachmentRuleRequest")
    record NewRule(
            @Input.Default("true") boolean enabled,

            @Input.Flat(asShown = true) @Size(max = Criteria.MOST_VALUES)
            Criteria criteria) {
        NewRule {
            criteria.ofBody();
        }
    }

    /** @param enabled null leaves it as it is */
    @Schema(name = "AttachmentRulePatchRequest")
    record RulePatch(@Nullable Boolean enabled) {}

    /** Add a rule. It does not apply to results that are already stored (ARULE-3, ARULE-5). */
    @Post
    @Permit(CHANGE_ATTACHMENT_RULE)
    IssueAttachmentResponse.Rule add(@PathVariable("issue_id") long issueId, @Body NewRule rule) {
        if (settings.rulesNeedCriteria() && rule.criteria().isEmpty()) {
            throw Fault.unprocessable(
                    "At least one criterion must be provided: a rule without any matches every result");
        }
        return rules.add(issueId, rule.enabled(), rule.criteria())
                .map(IssueAttachmentResponse.Rule::from)
                .orElseThrow(() -> Fault.notFound("Issue not found"));
    }

    /** Switch a rule on or off. Issues that it attached stay attached (ARULE-6). */
    @Patch("/{attachment_rule_id}")
    @Permit(CHANGE_ATTACHMENT_RULE)
    @ApiResponse(responseCode = "400", description = "The body cannot be read, or the rule belongs to another issue")
    IssueAttachmentResponse.Rule patch(
            @PathVariable("issue_id") long issueId,
            @PathVariable("attachment_rule_id") long ruleId,
            @Body RulePatch patch) {
        return switch (rules.patch(issueId, ruleId, patch.enabled())) {
            case AttachmentRules.Outcome.Done(AttachmentRule rule) -> IssueAttachmentResponse.Rule.from(rule);
            case AttachmentRules.Outcome.Unknown() -> throw Fault.notFound("Attachment rule not found");
            case AttachmentRules.Outcome.OfAnotherIssue() -> throw Fault.badRequest(OF_ANOTHER, HINT);
        };
    }

    /** Remove a rule. Issues that it attached stay attached, without a rule (ARULE-7). */
    @Delete("/{attachment_rule_id}")
    @Permit(CHANGE_ATTACHMENT_RULE)
    @ApiResponse(responseCode = "400", description = "The rule belongs to another issue")
    HttpResponse<Void> remove(@PathVariable("issue_id") long issueId, @PathVariable("attachment_rule_id") long ruleId) {
        if (!rules.remove(issueId, ruleId)) {
            throw Fault.badRequest(OF_ANOTHER, HINT);
        }
        return HttpResponse.noContent();
    }
}
