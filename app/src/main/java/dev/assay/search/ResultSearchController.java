package dev.assay.search;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.artefact.v1.ArtefactResponse;
import dev.assay.artefact.v1.BuildResponse;
import dev.assay.execution.InContext;
import dev.assay.execution.v1.TestExecutionResponse;
import dev.assay.result.ResultJson;
import dev.assay.result.Results;
import dev.assay.result.TestResultResponse;
import dev.assay.web.JsonApi;
import dev.assay.web.stream.Streams;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.function.Supplier;

/** Searches results of all executions (contract test-results.md, section 4). */
@Controller("/v1/test-results")
@Tag(name = "test-results")
@JsonApi
class ResultSearchController {
    private final Search search;
    private final Results results;
    private final Streams streams;

    ResultSearchController(Search search, Results results, Streams streams) {
        this.search = search;
        this.results = results;
        this.streams = streams;
    }

    /** A page of results. It is sent result by result and never in memory as a whole. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestResultSearchResponseWithContext")
    record Answer(long count, int limit, int offset, List<Item> testResults) {}

    /** A result with its execution, artefact and build. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestResultResponseWithContext")
    record Item(
            TestResultResponse testResult,
            TestExecutionResponse testExecution,
            ArtefactResponse artefact,
            BuildResponse artefactBuild) {
        static Item from(Search.Hit hit) {
            InContext of = hit.of();
            return new Item(
                    TestResultResponse.from(hit.result()),
                    TestExecutionResponse.from(of.execution()),
                    ArtefactResponse.from(of.artefact()),
                    BuildResponse.from(of.execution().build()));
        }
    }

    /** Results that match all criteria, newest first, with the exact number of all matches (TR-SEARCH). */
    @Get
    @Permit(VIEW_TEST)
    @ApiResponse(
            responseCode = "200",
            description = "A page of results",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Answer.class)))
    HttpResponse<?> search(@QueryValue ResultQuery query) {
        Found found = search.results(query.filter(), query.limit(), query.offset());
        return streams.json(json -> {
            ResultJson written = new ResultJson(json, results);
            Supplier<List<Search.Hit>> hits = search.hits(found, json::enough);
            json.raw("{\"count\":%d,\"limit\":%d,\"offset\":%d,\"test_results\":"
                            .formatted(found.count(), query.limit(), query.offset()))
                    .list(hits.get(), last -> hits.get(), hit -> written.write(Item.from(hit), hit.result()))
                    .raw("}");
        });
    }
}
