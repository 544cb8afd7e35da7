package dev.assay.result;

import static dev.assay.access.Permission.CHANGE_TEST;
import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.database.Work;
import dev.assay.execution.Executions;
import dev.assay.outcome.ResultStatus;
import dev.assay.platform.IndexedText;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import dev.assay.web.input.Streamed;
import dev.assay.web.stream.Streams;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Stores and returns results of an execution (contract test-results.md), and ends tests. */
@Controller("/v1/test-executions")
@Tag(name = "test-executions")
@JsonApi
class ResultController {
    private static final String UNKNOWN = "TestExecution not found";
    private static final int PAGE = 500;

    private final Results results;
    private final Executions executions;
    private final Streams streams;

    ResultController(Results results, Executions executions, Streams streams) {
        this.results = results;
        this.executions = executions;
        this.streams = streams;
    }

    /** One result of POST (TR-POST). */
    @Schema(name = "TestResultRequest")
    record Posted(
            @Input.Bytes(IndexedText.ALONE) String name,
            ResultStatus status,

            @Input.Default("") @Input.Bytes(IndexedText.ALONE)
            String templateId,

            @Input.Default("") @Input.Bytes(IndexedText.ALONE)
            String category,

            @Input.Default("") String comment,
            @Input.Default("") String ioLog) {
        NewResult toNew() {
            return new NewResult(name, status, category, templateId, comment, ioLog, null);
        }
    }

    /** Body of end-test (TE-END-01). */
    @Schema(name = "EndTestExecutionRequest")
    record EndTest(
            @Input.LooseUrl String ciLink,
            @Input.LooseUrl @Size(max = 200) @Nullable String c3Link,
            @Size(max = 200) @Nullable String checkboxVersion,
            Streamed<Ended> testResults) {

        /** A status as agents of old versions write it. */
        enum Wire {
            @com.fasterxml.jackson.annotation.JsonProperty("pass")
            PASS(ResultStatus.PASSED),
            @com.fasterxml.jackson.annotation.JsonProperty("fail")
            FAIL(ResultStatus.FAILED),
            @com.fasterxml.jackson.annotation.JsonProperty("skip")
            SKIP(ResultStatus.SKIPPED);

            private final ResultStatus status;

            Wire(ResultStatus status) {
                this.status = status;
            }
        }

        /** One result of end-test. */
        @Schema(name = "C3TestResult")
        record Ended(
                @Input.Bytes(IndexedText.ALONE) String name,
                Wire status,
                @Input.Bytes(IndexedText.ALONE) String category,
                String comment,
                String ioLog,
                @Input.Bytes(IndexedText.ALONE) @Nullable String templateId) {
            NewResult toNew() {
                String template = templateId == null ? "" : templateId;
                return new NewResult(name, status.status, category, template, comment, ioLog, null);
            }
        }
    }

    /** Add results to an execution. Only the last result of each test case is kept (TR-POST). */
    @Post("/{id}/test-results")
    @Permit(CHANGE_TEST)
    HttpResponse<String> post(@PathVariable long id, @Body Streamed<Posted> posted) {
        if (!Work.BULK_WRITE.during(() -> results.post(id, posted.read(Posted::toNew)))) {
            throw Fault.notFound(UNKNOWN);
        }
        return HttpResponse.ok("null").contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** End a test: replace its results and set its status from them (TE-END). */
    @Put("/end-test")
    @Permit(CHANGE_TEST)
    @ApiResponse(responseCode = "404", description = "No execution has the ci_link")
    HttpResponse<String> end(@Body EndTest body) {
        Supplier<@Nullable NewResult> given = body.testResults().read(EndTest.Ended::toNew);
        Results.EndOutcome outcome =
                Work.BULK_WRITE.during(() -> results.end(body.ciLink(), body.c3Link(), body.checkboxVersion(), given));
        return switch (outcome) {
            case Results.EndOutcome.Ended ended -> HttpResponse.ok("null").contentType(MediaType.APPLICATION_JSON_TYPE);
            case Results.EndOutcome.Unknown unknown -> throw Fault.notFound("Related TestExecution not found");
        };
    }

    /** The results of an execution in the order they were stored (TR-GET). */
    @Get("/{id}/test-results")
    @Permit(VIEW_TEST)
    @ApiResponse(
            responseCode = "200",
            description = "The results",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            array = @ArraySchema(schema = @Schema(implementation = TestResultResponse.class))))
    HttpResponse<?> list(@PathVariable long id) {
        if (!executions.exists(id)) {
            throw Fault.notFound(UNKNOWN);
        }
        long upTo = results.newest(id);
        List<TestResult.WithHistory> first = page(id, 0, upTo);
        boolean all = first.isEmpty() || first.getLast().result().id() == upTo;
        if (all && first.stream().allMatch(shown -> shown.result().isWhole())) {
            return HttpResponse.ok(first.stream().map(TestResultResponse::from).toList());
        }
        return streams.json(json -> {
            ResultJson written = new ResultJson(json, results);
            json.list(
                    first,
                    last -> page(id, last.result().id(), upTo),
                    shown -> written.write(TestResultResponse.from(shown), shown.result()));
        });
    }

    private List<TestResult.WithHistory> page(long id, long after, long upTo) {
        return results.pageWithHistory(id, after, upTo, PAGE);
    }
}
