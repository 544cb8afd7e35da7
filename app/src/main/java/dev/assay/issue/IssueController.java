package dev.assay.issue;

import static dev.assay.access.Permission.CHANGE_AUTO_RERUN;
import static dev.assay.access.Permission.CHANGE_ISSUE;
import static dev.assay.access.Permission.VIEW_ISSUE;

import dev.assay.access.Access;
import dev.assay.access.Caller;
import dev.assay.access.Permit;
import dev.assay.tracker.IssueStatus;
import dev.assay.tracker.TrackedIssue;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Known issues (contract issues.md, sections 1 to 3). */
@Controller("/v1/issues")
@Tag(name = "issues")
@JsonApi
class IssueController {
    private final Issues issues;
    private final Access access;
    private final IssueSettings settings;

    IssueController(Issues issues, Access access, IssueSettings settings) {
        this.issues = issues;
        this.access = access;
        this.settings = settings;
    }

    /** @param count the number of all issues that match, not only of this page */
    @Serdeable
    @Schema(name = "IssuesGetResponse")
    record Page(List<IssueAttachmentResponse.MinimalIssue> issues, long count, int limit, int offset) {}

    /** An issue by its URL, and the changes to it. A field that is null stays as it is (ISS-12). */
    @Schema(name = "IssuePutRequest")
    record IssueRequest(
            @Nullable String title,
            @Nullable IssueStatus status,
            @Nullable Boolean autoRerunEnabled,
            @Input.Url String url) {
        Issues.Change change() {
            return new Issues.Change(title, status, autoRerunEnabled);
        }
    }

    /** Changes to an issue. A field that is null stays as it is (ISS-14). */
    @Schema(name = "IssuePatchRequest")
    record IssueChanges(
            @Nullable String title,
            @Nullable IssueStatus status,
            @Nullable Boolean autoRerunEnabled) {
        Issues.Change change() {
            return new Issues.Change(title, status, autoRerunEnabled);
        }
    }

    /** Known issues, in the order of tracker, project and key (ISS-6 to ISS-9). */
    @Get
    @Permit(VIEW_ISSUE)
    Page list(@QueryValue IssueQuery query) {
        var page = issues.list(query);
        List<IssueAttachmentResponse.MinimalIssue> shown = page.items().stream()
                .map(counted -> new IssueAttachmentResponse.MinimalIssue(
                        IssueAttachmentResponse.Shown.from(counted.issue()), counted.executions()))
                .toList();
        return new Page(shown, page.count(), query.limit(), query.offset());
    }

    /** One issue with its attachment rules (ISS-11). */
    @Get("/{issue_id}")
    @Permit(VIEW_ISSUE)
    IssueResponse get(@PathVariable("issue_id") long id) {
        return issues.find(id).map(IssueResponse::from).orElseThrow(IssueController::unknown);
    }

    /**
     * Add an issue by its URL, or change it if it is known. Switching automatic reruns can also need change_auto_rerun
     * (ISS-12).
     */
    @Put
    @Permit(CHANGE_ISSUE)
    IssueResponse put(@Body IssueRequest request, Caller caller) {
        Issues.Change change = request.change();
        checkAutoRerun(change, caller);
        return switch (TrackedIssue.of(request.url())) {
            case TrackedIssue.Read.Recognised(TrackedIssue issue) -> IssueResponse.from(issues.put(issue, change));
            case TrackedIssue.Read.Other(String reason) -> throw Fault.unprocessable(reason);
        };
    }

    /** Change an issue. The next synchronisation overwrites its status and title (ISS-14). */
    @Patch("/{issue_id}")
    @Permit(
            value = {CHANGE_ISSUE, CHANGE_AUTO_RERUN},
            decided = Permit.Decided.FIRST_BEFORE)
    IssueResponse patch(
            @PathVariable("issue_id") long id,
            @Parameter(description = "Ignored.", deprecated = true) @QueryValue @Nullable String title,
            @Parameter(description = "Ignored.", deprecated = true) @QueryValue @Nullable String status,
            @Parameter(description = "Ignored.", deprecated = true) @QueryValue("auto_rerun_enabled") @Nullable
                    String autoRerunEnabled,
            @Body IssueChanges changes,
            Caller caller) {
        Issues.Change change = changes.change();
        checkAutoRerun(change, caller);
        return issues.patch(id, change).map(IssueResponse::from).orElseThrow(IssueController::unknown);
    }

    /** Checks the permission for automatic reruns (AUTH-14). A request without that field does not need it. */
    private void checkAutoRerun(Issues.Change change, Caller caller) {
        boolean needed = settings.autoRerunNeedsPermission() && change.autoRerunEnabled() != null;
        if (needed && !access.holds(caller, CHANGE_AUTO_RERUN)) {
            throw Fault.insufficientPermissions(CHANGE_AUTO_RERUN.wire());
        }
    }

    private static Fault unknown() {
        return Fault.notFound("Issue not found");
    }
}
