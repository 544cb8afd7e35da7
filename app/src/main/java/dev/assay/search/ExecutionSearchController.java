package dev.assay.search;

import static dev.assay.access.Permission.VIEW_TEST;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.access.Permit;
import dev.assay.artefact.v1.ArtefactResponse;
import dev.assay.artefact.v1.BuildResponse;
import dev.assay.execution.InContext;
import dev.assay.execution.v1.TestExecutionResponse;
import dev.assay.result.Results;
import dev.assay.result.TestResultResponse;
import dev.assay.web.Fault;
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

/** Searches executions of all artefacts (contract test-executions.md, section 8). */
@Controller("/v1/test-executions")
@Tag(name = "test-executions")
@JsonApi
class ExecutionSearchController {
    private final Search search;
    private final Results results;
    private final Streams streams;

    ExecutionSearchController(Search search, Results results, Streams streams) {
        this.search = search;
        this.results = results;
        this.streams = streams;
    }

    /** A page of executions. It is sent part by part and never in memory as a whole. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestExecutionSearchResponse")
    record Answer(long count, int limit, int offset, List<Item> testExecutions) {}

    /** An execution with its artefact, its build and its results. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestExecutionResponseWithContext")
    record Item(
            @JsonUnwrapped TestExecutionResponse execution,
            ArtefactResponse artefact,
            BuildResponse artefactBuild,
            List<TestResultResponse> testResults) {}

    /** An item without its results. */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record Head(
            @JsonUnwrapped TestExecutionResponse execution, ArtefactResponse artefact, BuildResponse artefactBuild) {
        static Head from(InContext of) {
            return new Head(
                    TestExecutionResponse.from(of.execution()),
                    ArtefactResponse.from(of.artefact()),
                    BuildResponse.from(of.execution().build()));
        }
    }

    /** Executions that match all criteria, newest first, with the exact number of all matches (TE-SEARCH). */
    @Get
    @Permit(VIEW_TEST)
    @ApiResponse(
            responseCode = "200",
            description = "A page of executions",
            content = @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Answer.class)))
    HttpResponse<?> search(@QueryValue ExecutionQuery query) {
        EventFilter events = EventFilter.read(query.eventNames())
                .orElseThrow(() -> Fault.unprocessable(
                        "Cannot combine reserved values 'any'/'none' with specific filter values."));
        ExecutionCriteria criteria =
                new ExecutionCriteria(query.criteria(), query.results(), events, query.fromDate(), query.untilDate());
        Found found = search.executions(criteria, query.limit(), query.offset());
        String head = "{\"count\":%d,\"limit\":%d,\"offset\":%d,\"test_executions\":["
                .formatted(found.count(), query.limit(), query.offset());
        return streams.json(
                json -> new ExecutionList(json.raw(head), results).write(search.entries(found, criteria.results())));
    }
}
