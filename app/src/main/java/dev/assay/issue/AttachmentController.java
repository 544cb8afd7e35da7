package dev.assay.issue;

import static dev.assay.access.Permission.CHANGE_ISSUE_ATTACHMENT;
import static dev.assay.access.Permission.CHANGE_ISSUE_ATTACHMENT_BULK;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.access.Permit;
import dev.assay.database.Work;
import dev.assay.filter.ResultSelection;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attaches issues to results and detaches them (contract issues.md, section 4). */
@Controller("/v1/issues/{issue_id}")
@Tag(name = "issues")
@JsonApi
class AttachmentController {
    private static final int MOST_RESULTS = 100_000;

    private final Attachments attachments;
    private final Access access;

    AttachmentController(Attachments attachments, Access access) {
        this.attachments = attachments;
        this.access = access;
    }

    /**
     * Results by id, and all that match the filters. Without both, no result is selected (ATT-2).
     *
     * @param attachmentRule the rule to record with an attachment; when detaching, it must only exist
     */
    @Schema(name = "IssueAttachmentRequest")
    record Request(
            @Nullable @Size(max = MOST_RESULTS) List<Long> testResults,
            @Nullable ResultSelection testResultsFilters,
            @Nullable Long attachmentRule) {
        /** True if the request needs the permission for many results. A result named twice counts twice (AUTH-13). */
        boolean isBulk() {
            return (testResults != null && testResults.size() > 1)
                    || testResultsFilters != null
                    || attachmentRule != null;
        }

        Attachments.Selection selection() {
            return new Attachments.Selection(
                    testResults == null ? List.of() : testResults, testResultsFilters, attachmentRule);
        }
    }

    /**
     * Attach an issue to results. Results that already have the issue keep their rule. More than one result also needs
     * the permission for many (ATT-1 to ATT-5).
     */
    @Post("/attach")
    @Permit(
            value = {CHANGE_ISSUE_ATTACHMENT, CHANGE_ISSUE_ATTACHMENT_BULK},
            decided = Permit.Decided.FIRST_BEFORE)
    @ApiResponse(responseCode = "404", description = "The issue, rule or result does not exist")
    IssueResponse attach(@PathVariable("issue_id") long id, @Body Request request, Caller caller) {
        checkBulk(request, caller);
        return answer(Work.BULK_WRITE.during(() -> attachments.attach(id, request.selection())));
    }

    /** Detach an issue from results, even if a rule or another person attached it (ATT-5). */
    @Post("/detach")
    @Permit(
            value = {CHANGE_ISSUE_ATTACHMENT, CHANGE_ISSUE_ATTACHMENT_BULK},
            decided = Permit.Decided.FIRST_BEFORE)
    IssueResponse detach(@PathVariable("issue_id") long id, @Body Request request, Caller caller) {
        checkBulk(request, caller);
        return answer(Work.BULK_WRITE.during(() -> attachments.detach(id, request.selection())));
    }

    private void checkBulk(Request request, Caller caller) {
        if (request.isBulk() && !access.holds(caller, CHANGE_ISSUE_ATTACHMENT_BULK)) {
            throw Fault.insufficientPermissions(CHANGE_ISSUE_ATTACHMENT_BULK.wire());
        }
    }

    private static IssueResponse answer(Attachments.Outcome outcome) {
        return switch (outcome) {
            case Attachments.Outcome.Changed(Issue.WithRules issue) -> IssueResponse.from(issue);
            case Attachments.Outcome.UnknownIssue() -> throw Fault.notFound("Issue not found");
            case Attachments.Outcome.UnknownRule() -> throw Fault.notFound("Attachment rule not found");
            case Attachments.Outcome.NoFilter() ->
                throw Fault.unprocessable("At least one filter must be provided in test_results_filters");
            case Attachments.Outcome.UnknownResults(String sentence) -> throw Fault.notFound(sentence);
        };
    }
}
