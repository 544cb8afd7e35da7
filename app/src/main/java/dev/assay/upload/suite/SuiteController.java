package dev.assay.upload.suite;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.execution.Executions;
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
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows what the files of an execution say about whole suites. */
@Controller("/v2/test-executions/{id}/suites")
@Tag(name = "test-results")
@JsonApi
class SuiteController {
    private final Suites suites;
    private final Executions executions;
    private final Pages pages;

    SuiteController(Suites suites, Executions executions, Pages pages) {
        this.suites = suites;
        this.executions = executions;
        this.pages = pages;
    }

    /**
     * @param part the name of the part of the execution that the suite belongs to; null for none
     * @param host the machine on which it ran, or what the tool writes in its place
     * @param ranAt when it began
     * @param properties what the report says about the suite, by name
     * @param output what it printed outside its cases; in lists at most its first 1,000 characters
     * @param outputLength the length of the whole output, in characters
     */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "Suite")
    record SuiteResponse(
            long id,
            @Nullable String part,
            String name,
            @Nullable String host,
            @Nullable Instant ranAt,
            Map<String, String> properties,
            String output,
            int outputLength) {
        static SuiteResponse from(SuiteRow row) {
            return new SuiteResponse(
                    row.id(),
                    row.part(),
                    row.name(),
                    row.host(),
                    row.ranAt(),
                    row.properties(),
                    row.output(),
                    row.outputLength());
        }
    }

    /** The suites of an execution that have an output, a host, a time or properties, in the order of arrival. */
    @Get
    @Permit(VIEW_TEST)
    HttpResponse<Page<SuiteResponse>> page(
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
        return pages.page(request, suites.page(id, after, limit + 1), limit, SuiteResponse::from, SuiteRow::id);
    }

    /** A suite with its whole output. */
    @Get("/{suiteId}")
    @Permit(VIEW_TEST)
    SuiteResponse get(@PathVariable long id, @PathVariable long suiteId) {
        return suites.find(id, suiteId)
                .map(SuiteResponse::from)
                .orElseThrow(() -> new Fault(
                        Problem.NOT_FOUND,
                        "Test execution " + id + " has no suite " + suiteId,
                        "A part that was sent again has new suites; list those of the execution"));
    }
}
