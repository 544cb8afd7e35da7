package dev.assay.environment;

import static dev.assay.access.Permission.CHANGE_ENVIRONMENT_REPORTED_ISSUE;
import static dev.assay.access.Permission.VIEW_ENVIRONMENT_REPORTED_ISSUE;

import dev.assay.access.Permit;
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
import org.jspecify.annotations.Nullable;

/** Notes about all environments with one name (RI-01 to RI-08, ENI-01 to ENI-03). */
@Controller("/v1/environments/reported-issues")
@Tag(name = "environments")
@JsonApi
class ReportedIssueController {
    private final Environments environments;

    ReportedIssueController(Environments environments) {
        this.environments = environments;
    }

    /** @param url required if the note is confirmed (ENI-02) */
    @Schema(name = "EnvironmentReportedIssueRequest")
    record NoteRequest(
            String environmentName,
            String description,
            @Input.Url @Nullable String url,
            boolean isConfirmed) {
        NoteRequest {
            if (url != null) {
                IssueUrl.problem(url).ifPresent(problem -> {
                    throw new RefusedInput(problem);
                });
            } else if (isConfirmed) {
                throw new RefusedInput("A URL is required if the issue is confirmed");
            }
        }

        private ReportedIssue.Note note() {
            return new ReportedIssue.Note(environmentName, description, url, isConfirmed);
        }
    }

    /** A note about an environment, as it is stored and shown. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "EnvironmentReportedIssueResponse")
    record NoteResponse(
            int id,
            String environmentName,
            String description,

            @Schema(format = "uri", minLength = 1, maxLength = 2083) @Nullable
            String url,

            boolean isConfirmed,
            LocalDateTime createdAt,
            LocalDateTime updatedAt) {
        static NoteResponse from(ReportedIssue issue) {
            return new NoteResponse(
                    issue.id(),
                    issue.environmentName(),
                    issue.description(),
                    issue.url(),
                    issue.isConfirmed(),
                    Timestamp.naive(issue.createdAt()),
                    Timestamp.naive(issue.updatedAt()));
        }
    }

    /** All notes, oldest first. */
    @Get
    @Permit(VIEW_ENVIRONMENT_REPORTED_ISSUE)
    List<NoteResponse> list(
            @Parameter(description = "Only notes that are confirmed, or only those that are not.")
                    @QueryValue("is_confirmed")
                    @Nullable
                    Boolean isConfirmed) {
        return environments.issues(isConfirmed).stream().map(NoteResponse::from).toList();
    }

    /** Add a note. There may be several equal ones (RI-02). */
    @Post
    @Permit(CHANGE_ENVIRONMENT_REPORTED_ISSUE)
    HttpResponse<NoteResponse> add(@Body NoteRequest request) {
        return HttpResponse.ok(NoteResponse.from(environments.report(request.note())));
    }

    /** Replace all fields of a note (RI-03). */
    @Put("/{issue_id}")
    @Permit(CHANGE_ENVIRONMENT_REPORTED_ISSUE)
    NoteResponse replace(@PathVariable("issue_id") long id, @Body NoteRequest request) {
        return environments
                .replace(id, request.note())
                .map(NoteResponse::from)
                .orElseThrow(ReportedIssueController::unknown);
    }

    /** Remove a note (RI-04). */
    @Delete("/{issue_id}")
    @Permit(CHANGE_ENVIRONMENT_REPORTED_ISSUE)
    HttpResponse<String> remove(@PathVariable("issue_id") long id) {
        if (!environments.remove(id)) {
            throw unknown();
        }
        return HttpResponse.ok("null").contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    private static Fault unknown() {
        return Fault.notFound("Environment reported issue not found"); // RI-05
    }
}
