package dev.assay.report;

import static dev.assay.access.Permission.VIEW_REPORT;

import dev.assay.access.Permit;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.json.JsonMapper;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reports of a period as JSON, one object per line. */
@Controller("/v2/reports")
@Tag(name = "reports")
@JsonApi
class ReportLinesController {
    private static final String TYPE = "application/x-ndjson";

    private final Reports reports;
    private final ExecutionLines executions;
    private final JsonMapper json;

    ReportLinesController(Reports reports, ExecutionLines executions, JsonMapper json) {
        this.reports = reports;
        this.executions = executions;
        this.json = json;
    }

    /**
     * Executions started in a period, one per line, by id.
     *
     * @param start the earliest, included
     * @param end the latest, included; a date without a time includes that day; now when absent
     */
    @Get("/test-executions")
    @Permit(VIEW_REPORT)
    @ApiResponse(
            responseCode = "200",
            description = "One line for each execution",
            content = @Content(mediaType = TYPE, schema = @Schema(implementation = ExecutionLines.Line.class)))
    HttpResponse<?> executions(
            @QueryValue("start_date") @Nullable Instant start,
            @QueryValue("end_date") @Input.WholeDay @Nullable Instant end) {
        return lines(reports.executions(start, end, executions));
    }

    /**
     * Results of artefacts created in a period, one per line, by execution and id.
     *
     * @param start the earliest, included
     * @param end the latest, included; a date without a time includes that day; now when absent
     */
    @Get("/test-results")
    @Permit(VIEW_REPORT)
    @ApiResponse(
            responseCode = "200",
            description = "One line for each result",
            content = @Content(mediaType = TYPE, schema = @Schema(implementation = ResultLines.Line.class)))
    HttpResponse<?> results(
            @QueryValue("start_date") @Nullable Instant start,
            @QueryValue("end_date") @Input.WholeDay @Nullable Instant end) {
        return lines(reports.results(start, end, new ResultLines(json)));
    }

    private static HttpResponse<?> lines(InputStream report) {
        return HttpResponse.ok(report).contentType(TYPE);
    }
}
