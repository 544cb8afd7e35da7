package dev.assay.testcase;

import static dev.assay.access.Permission.VIEW_TEST;

import dev.assay.access.Permit;
import dev.assay.artefact.Family;
import dev.assay.web.JsonApi;
import dev.assay.web.input.Input;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;

/** Names of test cases (TC-01 to TC-03). */
@Controller("/v1/test-cases")
@Tag(name = "test-cases")
@JsonApi
class TestCaseController {
    private final TestCases cases;

    TestCaseController(TestCases cases) {
        this.cases = cases;
    }

    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestCasesResponse")
    record Page(List<Named> testCases) {}

    /** @param templateId empty for none */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestCaseInfo")
    record Named(String testCase, String templateId) {
        static Named from(TestCase test) {
            return new Named(test.name(), test.templateId());
        }
    }

    /**
     * Test cases by name.
     *
     * @param q part of a name, in any case
     * @param families only cases with a result for one of these
     * @param limit how many at most
     * @param offset how many of the first to leave out
     */
    @Get
    @Permit(VIEW_TEST)
    Page list(
            @QueryValue @Input.Default("") String q,
            @QueryValue @Input.Default("[]") List<Family> families,
            @QueryValue @Input.Default("50") @Min(1) @Max(1000) int limit,
            @QueryValue @Input.Default("0") @Min(0) int offset) {
        return new Page(cases.page(q.strip(), families, limit, offset).stream() // CONV-30
                .map(Named::from)
                .toList());
    }
}
