package dev.assay.testcase;

import static dev.assay.access.Permission.CHANGE_TEST_CASE_REPORTED_ISSUE;
import static dev.assay.access.Permission.VIEW_TEST_CASE_REPORTED_ISSUE;

import dev.assay.access.Permit;
import dev.assay.platform.IndexedText;
import dev.assay.tracker.IssueUrl;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Timestamp;
import dev.assay.web.input.Input;
import dev.assay.web.input.RefusedInput;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.LocalDateTime;
import java.util.List;

/** Notes about test cases, which are selected by name and template (RI-01 to RI-08, TCI-01 to TCI-03). */
@Controller("/v1/test-cases/reported-issues")
@Tag(name = "test-cases")
@JsonApi
class ReportedIssueController {
    private final TestCases cases;

    ReportedIssueController(TestCases cases) {
        this.cases = cases;
    }

    /** A URL of one of the known trackers. */
    @Input.Scalar
    record Url(@Input.Url String url) {
        Url {
            IssueUrl.problem(url).ifPresent(problem -> {
                throw new RefusedInput(problem);
            });
        }
    }

    /** A note about a template, a case, or both (TCI-02). */
    @Schema(name = "TestCaseReportedIssueRequest")
    record NoteRequest(
            @Input.Default("") @Input.Bytes(IndexedText.ALONE)
            String templateId,

            @Input.Default("") @Input.Bytes(IndexedText.ALONE)
            String caseName,

            String description,
            Url url) {
        NoteRequest {
            if (templateId.isEmpty() && caseName.isEmpty()) {
                throw new RefusedInput("Either case_name or template_id is required");
            }
        }

        private ReportedIssue.Note note() {
            return new ReportedIssue.Note(templateId, caseName, description, url.url());
        }
    }

    /** A note about test cases, as it is stored and shown. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestCaseReportedIssueResponse")
    record NoteResponse(
            int id,
            String templateId,
            String caseName,
            String description,

            @Schema(format = "uri", minLength = 1, maxLength = 2083)
            String url,

            LocalDateTime createdAt,
            LocalDateTime updatedAt) {
        static NoteResponse from(ReportedIssue issue) {
            return new NoteResponse(
                    issue.id(),
                    issue.templateId(),
                    issue.caseName(),
                    issue.description(),
                    issue.url(),
                    Timestamp.naive(issue.createdAt()),
                    Timestamp.naive(issue.updatedAt()));
        }
    }

    /** Notes, oldest first. An empty filter selects all (TCI-03). */
    @Get
    @Permit(VIEW_TEST_CASE_REPORTED_ISSUE)
    List<NoteResponse> list(
            @Parameter(description = "Only notes about this template.") @QueryValue("template_id") @Input.Default("")
                    String templateId,
            @Parameter(description = "Only notes about this case.") @QueryValue("case_name") @Input.Default("")
                    String caseName) {
        return cases.issues(templateId, caseName).stream()
                .map(NoteResponse::from)
                .toList();
    }

    /** Add a note. There may be several equal ones (RI-02). */
    @Post
    @Permit(CHANGE_TEST_CASE_REPORTED_ISSUE)
    HttpResponse<NoteResponse> add(@Body NoteRequest request) {
        return HttpResponse.ok(NoteResponse.from(cases.report(request.note())));
    }

    /** Replace all fields of a note (RI-03). */
    @Put("/{issue_id}")
    @Permit(CHANGE_TEST_CASE_REPORTED_ISSUE)
    NoteResponse replace(@PathVariable("issue_id") long id, @Body NoteRequest request) {
        return cases.replace(id, request.note()).map(NoteResponse::from).orElseThrow(ReportedIssueController::unknown);
    }

    /** Remove a note (RI-04). */
    @Delete("/{issue_id}")
    @Permit(CHANGE_TEST_CASE_REPORTED_ISSUE)
    HttpResponse<String> remove(@PathVariable("issue_id") long id) {
        if (!cases.remove(id)) {
            throw unknown();
        }
        return HttpResponse.ok("null").contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    private static Fault unknown() {
        return Fault.notFound("TestCase reported issue not found"); // RI-05
    }
}
