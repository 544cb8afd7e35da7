package dev.assay.search;

import static dev.assay.access.Permission.VIEW_TEST;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.access.Permit;
import dev.assay.artefact.Artefact;
import dev.assay.artefact.Family;
import dev.assay.execution.Execution;
import dev.assay.filter.Criteria;
import dev.assay.filter.Narrowing;
import dev.assay.filter.ResultFilter;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.result.DetailRow;
import dev.assay.result.ResultItem;
import dev.assay.result.ResultJson;
import dev.assay.result.Results;
import dev.assay.result.TestResult;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import dev.assay.web.page.Pages;
import dev.assay.web.stream.Streams;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
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
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds results of all executions page by page, with fields that v1 does not have. */
@Controller("/v2/test-results")
@Tag(name = "test-results")
@JsonApi
class ResultListController {
    private final Search search;
    private final Results results;
    private final Pages pages;
    private final Streams streams;

    ResultListController(Search search, Results results, Pages pages, Streams streams) {
        this.search = search;
        this.results = results;
        this.pages = pages;
        this.streams = streams;
    }

    /** What to list. */
    record Query(
            @Input.Flat Criteria criteria,
            @Input.Flat Narrowing narrowing,

            @Parameter(description = "Only results that were stored at this time or later.") @Nullable
            Instant fromDate,

            @Parameter(
                    description =
                            "Only results that were stored at this time or earlier; a date without a time includes that day.")
            @Input.WholeDay
            @Nullable
            Instant untilDate,

            @Parameter(description = "The cursor from the previous page.") @Nullable
            ResultKey after,

            @Parameter(description = "How many at most.") @Input.Default("100") @Min(1) @Max(1000)
            int limit) {

        ResultFilter filter() {
            return new ResultFilter(criteria, narrowing, fromDate, untilDate);
        }

        ResultKey key() {
            return after == null ? ResultKey.START : after;
        }
    }

    /** A {@link dev.assay.web.page.Page} of results. It is sent part by part and never in memory as a whole. */
    @Serdeable
    @Schema(name = "TestResultPage")
    record ResultPage(List<Item> items, @Nullable String after) {}

    /** A result, as the list of its execution shows it, with that execution and its artefact. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestResultWithContext")
    record Item(@JsonUnwrapped ResultItem result, Of testExecution, Subject artefact) {
        static Item from(Search.Hit hit, @Nullable DetailRow details) {
            return new Item(
                    ResultItem.from(hit.result(), details),
                    Of.from(hit.of().execution()),
                    Subject.from(hit.of().artefact()));
        }
    }

    /** The execution of a result. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestExecutionOfResult")
    record Of(
            int id,
            ExecutionStatus status,
            @Nullable String ciLink,
            String testPlan,
            String environment,
            String architecture) {
        static Of from(Execution execution) {
            return new Of(
                    execution.id(),
                    execution.status(),
                    execution.ciLink(),
                    execution.testPlan(),
                    execution.environmentName(),
                    execution.architecture());
        }
    }

    /** The artefact that was tested. */
    @Serdeable
    @Schema(name = "ArtefactOfResult")
    record Subject(int id, Family family, String name, String version) {
        static Subject from(Artefact artefact) {
            return new Subject(artefact.id(), artefact.family(), artefact.name(), artefact.version());
        }
    }

    /**
     * Results that match all criteria: those of the newest execution first, and of one execution the last stored first. A result that
     * is deleted in the meantime is left out, so a page can have fewer than its limit.
     */
    @Get
    @Permit(VIEW_TEST)
    @ApiResponse(
            responseCode = "200",
            description = "A page of results",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ResultPage.class)))
    HttpResponse<?> page(HttpRequest<?> request, @QueryValue Query query) {
        Found more = search.after(query.filter(), query.key(), query.limit() + 1);
        Found found = more.first(query.limit());
        String after = more.ids().size() > query.limit() ? found.last().cursor() : null;
        HttpResponse<?> answer = streams.json(json -> {
            ResultJson written = new ResultJson(json, results, "message", "output");
            Supplier<List<Search.Hit>> hits = search.hits(found, json::enough);
            json.raw("{\"items\":")
                    .list(
                            rows(hits.get()),
                            last -> rows(hits.get()),
                            row -> written.write(
                                    Item.from(row.hit, row.details.apply(row.hit.result())), row.hit.result()))
                    .raw(",\"after\":" + (after == null ? "null" : "\"" + after + "\"") + "}");
        });
        return pages.linked(answer.toMutableResponse(), request, after);
    }

    private record Row(Search.Hit hit, Function<TestResult, @Nullable DetailRow> details) {}

    private List<Row> rows(List<Search.Hit> hits) {
        Function<TestResult, @Nullable DetailRow> details =
                results.details(hits.stream().map(Search.Hit::result).toList());
        return hits.stream().map(hit -> new Row(hit, details)).toList();
    }
}
