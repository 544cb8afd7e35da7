package dev.assay.result;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.Fault;
import dev.assay.web.JsonApi;
import dev.assay.web.Problem;
import dev.assay.web.input.Input;
import dev.assay.web.page.Page;
import dev.assay.web.page.Pages;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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
import org.jspecify.annotations.Nullable;

/** Shows how a test went before. */
@Controller("/v2/test-results/{id}/history")
@Tag(name = "test-results")
@JsonApi
class HistoryController {
    private final Results results;
    private final Pages pages;

    HistoryController(Results results, Pages pages) {
        this.results = results;
        this.pages = pages;
    }

    /**
     * @param ranAt when the test ran: the time in its file if it lies between 1 January 2000 and a day after the arrival,
     *     otherwise the time of the arrival
     * @param durationSeconds the duration, to the microsecond; null if the report has none
     * @param part the name of the part of the execution that the result belongs to; null for none
     * @param version the version of the artefact that was tested
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    record EarlierResult(
            int testResultId,
            ResultStatus status,
            Instant ranAt,
            @Nullable BigDecimal durationSeconds,
            @Nullable String part,
            int testExecutionId,
            int artefactId,
            String version) {
        static EarlierResult from(TestResult.Earlier row) {
            return new EarlierResult(
                    row.id(),
                    row.status(),
                    row.ranAt(),
                    row.durationMicros() == null ? null : BigDecimal.valueOf(row.durationMicros(), 6),
                    row.part(),
                    row.executionId(),
                    row.artefactId(),
                    row.version());
        }
    }

    /**
     * Earlier results of the same test, the latest first: of the same test case, in the same environment, of artefacts of
     * the same family and name. They are ordered by the time at which they ran, not by their arrival.
     */
    @Get
    @Permit(VIEW_TEST)
    HttpResponse<Page<EarlierResult>> history(
            HttpRequest<?> request,
            @PathVariable int id,
            @Parameter(description = "The cursor from the previous page.") @QueryValue @Input.Default("0") @Min(0)
                    int after,
            @Parameter(description = "How many at most.") @QueryValue @Input.Default("10") @Min(1) @Max(1000)
                    int limit) {
        if (!results.exists(id)) {
            throw new Fault(
                    Problem.NOT_FOUND,
                    "There is no test result " + id,
                    "It may have been deleted or replaced; list the results of its execution");
        }
        return pages.page(
                request,
                results.history(id, after == 0 ? id : after, limit + 1),
                limit,
                EarlierResult::from,
                TestResult.Earlier::id);
    }
}
