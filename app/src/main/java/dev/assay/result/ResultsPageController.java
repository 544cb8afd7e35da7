package dev.assay.result;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.execution.Executions;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.Fault;
import dev.assay.web.Host;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Results of an execution page by page, with what v1 has no place for. */
@Controller("/v2/test-executions/{id}/test-results")
@Tag(name = "test-results")
@JsonApi
class ResultsPageController {
    private final Results results;
    private final Executions executions;
    private final Host host;

    ResultsPageController(Results results, Executions executions, Host host) {
        this.results = results;
        this.executions = executions;
        this.host = host;
    }

    /**
     * @param durationSeconds how long it ran, to the microsecond; null when the report does not say
     * @param message for people: why it failed or was skipped
     * @param output what it printed
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
            Instant createdAt) {
        static Result from(ResultRow row) {
            return new Result(
                    row.id(),
                    row.name(),
                    ResultStatus.valueOf(row.status()),
                    row.durationUs() == null ? null : BigDecimal.valueOf(row.durationUs(), 6),
                    row.comment(),
                    row.ioLog(),
                    row.category(),
                    row.templateId(),
                    row.createdAt().toInstant(ZoneOffset.UTC));
        }
    }

    /** @param after the cursor of the next page, null on the last; the {@code Link} header has its URL */
    @Serdeable
    record Page(List<Result> items, @Nullable String after) {}

    /** Results in the order they were stored. */
    @Get
    @Permit(VIEW_TEST)
    HttpResponse<Page> page(
            HttpRequest<?> request,
            @PathVariable long id,
            @Parameter(description = "The cursor that the page before gave.") @QueryValue @Input.Default("0") @Min(0)
                    int after,
            @Parameter(description = "How many at most.") @QueryValue @Input.Default("100") @Min(1) @Max(1000)
                    int limit) {
        if (!executions.exists(id)) {
            throw new Fault(
                    HttpStatus.NOT_FOUND,
                    "There is no test execution " + id,
                    "It may have been deleted; start another");
        }
        List<ResultRow> rows = results.page(id, after, Long.MAX_VALUE, limit + 1);
        boolean more = rows.size() > limit;
        List<Result> items = rows.stream().limit(limit).map(Result::from).toList();
        if (!more) {
            return HttpResponse.ok(new Page(items, null));
        }
        String cursor = String.valueOf(items.getLast().id());
        String next = host.base(request) + request.getPath() + "?after=" + cursor + "&limit=" + limit;
        MutableHttpResponse<Page> answer = HttpResponse.ok(new Page(items, cursor));
        return answer.header("Link", "<" + next + ">; rel=\"next\"");
    }
}
