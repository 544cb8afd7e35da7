package dev.assay.result;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.execution.Executions;
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
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** A {@link dev.assay.web.page.Page} of results. It is sent part by part if their texts are long. */
    @Serdeable
    record ResultPage(List<ResultItem> items, @Nullable String after) {}

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
        Map<Integer, DetailRow> details = new HashMap<>();
        for (DetailRow row : results.details(rows.stream().map(TestResult::id).toList())) {
            if (row.detail() == null) {
                // The page ends before the details that would not fit into it
                rows = rows.stream().filter(result -> result.id() < row.id()).toList();
                break;
            }
            details.put(row.id(), row);
        }
        boolean isLast = rows.isEmpty() || rows.getLast().id() == newest;
        String cursor = isLast ? null : String.valueOf(rows.getLast().id());
        return pages.linked(answer(rows, details, cursor).toMutableResponse(), request, cursor);
    }

    private HttpResponse<?> answer(List<TestResult> rows, Map<Integer, DetailRow> details, @Nullable String cursor) {
        if (rows.stream().allMatch(TestResult::isWhole)) {
            return HttpResponse.ok(new ResultPage(
                    rows.stream()
                            .map(row -> ResultItem.from(row, details.get(row.id())))
                            .toList(),
                    cursor));
        }
        return streams.json(json -> {
            ResultJson written = new ResultJson(json, results, "message", "output");
            json.raw("{\"items\":")
                    .list(
                            rows,
                            last -> List.of(),
                            row -> written.write(ResultItem.from(row, details.get(row.id())), row))
                    .raw(",\"after\":" + (cursor == null ? "null" : "\"" + cursor + "\"") + "}");
        });
    }
}
