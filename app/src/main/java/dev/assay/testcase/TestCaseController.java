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
import java.util.stream.Collectors;

/** Names of test cases (TC-01 to TC-03). */
@Controller("/v1/test-cases")
@Tag(name = "test-cases")
@JsonApi
class TestCaseController {
    /** Results that are looked through within some hundredths of a second. */
    private static final int FEW = 100_000;

    private final TestCaseRepository cases;

    TestCaseController(TestCaseRepository cases) {
        this.cases = cases;
    }

    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestCasesResponse")
    record Page(List<Named> testCases) {}

    /** @param templateId empty for none */
    @Serdeable(naming = SnakeCaseStrategy.class)
    @Schema(name = "TestCaseInfo")
    record Named(String testCase, String templateId) {
        static Named from(TestCaseRow row) {
            return new Named(row.name(), row.templateId());
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
        String wire = families.stream().map(Family::wire).collect(Collectors.joining(","));
        List<TestCaseRow> rows = wire.isEmpty()
                ? cases.page(q.strip(), limit, offset) // CONV-30
                : cases.pageOf(wire, FEW, q.strip(), limit, offset);
        return new Page(rows.stream().map(Named::from).toList());
    }
}
