package dev.assay.report;

import static dev.assay.access.Permission.VIEW_REPORT;

import dev.assay.access.Permit;
import dev.assay.web.JsonApi;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.InputStream;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reports of a period as CSV (contract reports.md). */
@Controller("/v1/reports")
@Tag(name = "reports")
@JsonApi
class ReportController {
    private static final String TYPE = "text/csv; charset=utf-8"; // REP-02

    private final Reports reports;
    private final ExecutionCsv executions;

    ReportController(Reports reports, ExecutionCsv executions) {
        this.reports = reports;
        this.executions = executions;
    }

    /**
     * Executions started in a period, one row each (REP-10).
     *
     * @param start the earliest, included
     * @param end the latest, included; now when absent
     */
    @Get("/test-executions")
    @Permit(VIEW_REPORT)
    @ApiResponse(
            responseCode = "200",
            description = "The report",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    HttpResponse<?> executions(
            @QueryValue("start_date") @Nullable Instant start, @QueryValue("end_date") @Nullable Instant end) {
        return csv(reports.executions(start, end, executions));
    }

    /**
     * Results of artefacts created in a period, one row each (REP-20).
     *
     * @param start the earliest, included
     * @param end the latest, included; now when absent
     */
    @Get("/test-results")
    @Permit(VIEW_REPORT)
    @ApiResponse(
            responseCode = "200",
            description = "The report",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    HttpResponse<?> results(
            @QueryValue("start_date") @Nullable Instant start, @QueryValue("end_date") @Nullable Instant end) {
        return csv(reports.results(start, end, new ResultCsv()));
    }

    private static HttpResponse<?> csv(InputStream report) {
        return HttpResponse.ok(report).contentType(TYPE);
    }
}
