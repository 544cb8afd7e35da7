package dev.assay.result;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.execution.Executions;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import dev.assay.web.input.Input;
import dev.assay.web.page.Pages;
import dev.assay.web.stream.Streams;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Results of an execution page by page, with fields that v1 does not have. */
@Controller("/v2/test-executions/{id}/test-results")
@Tag(name = "test-results")
@JsonApi
class ResultsPageController {
    private final Results results;
    private final Executions executions;
    private final Pages pages;
    private final Streams streams;

    ResultsPageController(Results results, Executions executions, Pages pages, Streams streams) {
        this.results = results;
        this.executions = executions;
        this.pages = pages;
        this.streams = streams;
    }

    /**
     * @param durationSeconds the duration, to the microsecond; null if the report has none
     * @param message for people: why the test failed or was skipped
     * @param output what the test printed
     * @param category the category that came with this result
     * @param uploadId the upload that brought the result; null if it came through v1
     * @param part the name of the part of the execution that the result belongs to; null for none
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Result(
            int id,
            String name,
            ResultStatus status,
            @Nullable BigDecimal durationSeconds,
            String message,
            String output,
            String category,
            String templateId,
            @Nullable Integer uploadId,
            @Nullable String part,
            Instant createdAt) {
        static Result from(TestResult row) {
            return new Result(
                    row.id(),
                    row.name(),
                    row.status(),
                    row.durationMicros() == null ? null : BigDecimal.valueOf(row.durationMicros(), 6),
                    row.comment(),
                    row.ioLog(),
                    Objects.requireNonNullElse(row.ownCategory(), row.category()),
                    row.templateId(),
                    row.uploadId(),
                    row.part(),
                    row.createdAt());
        }
    }

    /** A {@link dev.assay.web.page.Page} of results. It is sent part by part if their texts are long. */
    @Serdeable
    record ResultPage(List<Result> items, @Nullable String after) {}

    /** Results in the order in which they were stored. A page with long results can have fewer than its limit. */
    @Get
    @Permit(VIEW_TEST)
    @ApiResponse(
            responseCode = "200",
            description = "A page of results",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ResultPage.class)))
    HttpResponse<?> page(
            HttpRequest<?> request,
            @PathVariable long id,
            @Parameter(description = "The cursor from the previous page.") @QueryValue @Input.Default("0") @Min(0)
                    int after,
            @Parameter(description = "How many at most.") @QueryValue @Input.Default("100") @Min(1) @Max(1000)
                    int limit) {
        if (!executions.exists(id)) {
            throw new Fault(
                    Problem.NOT_FOUND, "There is no test execution " + id, "It may have been deleted; start another");
        }
        long newest = results.newest(id);
        List<TestResult> rows = results.page(id, after, newest, limit);
        boolean isLast = rows.isEmpty() || rows.getLast().id() == newest;
        String cursor = isLast ? null : String.valueOf(rows.getLast().id());
        return pages.linked(answer(rows, cursor).toMutableResponse(), request, cursor);
    }

    private HttpResponse<?> answer(List<TestResult> rows, @Nullable String cursor) {
        if (rows.stream().allMatch(TestResult::isWhole)) {
            return HttpResponse.ok(
                    new ResultPage(rows.stream().map(Result::from).toList(), cursor));
        }
        return streams.json(json -> {
            ResultJson written = new ResultJson(json, results, "message", "output");
            json.raw("{\"items\":")
                    .list(rows, last -> List.of(), row -> written.write(Result.from(row), row))
                    .raw(",\"after\":" + (cursor == null ? "null" : "\"" + cursor + "\"") + "}");
        });
    }
}
