package dev.assay.search;

import dev.assay.filter.Criteria;
import dev.assay.web.input.Input;
import dev.assay.web.input.PresenceFilter;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v1/test-executions} (TE-SEARCH). */
record ExecutionQuery(
        @Input.Flat(without = Criteria.RESULTS) Criteria criteria,

        @Parameter(
                description =
                        "Only executions with one of these results. any, the default, selects executions with a result, none those without.")
        PresenceFilter testResult,

        @Parameter(
                description =
                        "Only executions with an event of one of these names. any selects executions with an event, none those without.")
        @Input.Default("[]")
        List<String> eventNames,

        @Parameter(description = "Only executions that were last changed at this time or later.") @Nullable
        Instant fromDate,

        @Parameter(description = "Only executions that were last changed at this time or earlier.") @Nullable
        Instant untilDate,

        @Parameter(description = "How many at most.") @Input.Default("50") @Min(0) @Max(1000)
        int limit,

        @Parameter(description = "How many of the first to leave out.") @Input.Default("0") @Min(0)
        int offset) {

    /** Without {@code test_result} only executions that have results are found (TE-SEARCH-02). */
    PresenceFilter results() {
        return testResult.isRelevant() ? testResult : new PresenceFilter.Any();
    }
}
