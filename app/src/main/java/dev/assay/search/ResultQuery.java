package dev.assay.search;

import dev.assay.filter.Criteria;
import dev.assay.filter.ResultFilter;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v1/test-results} (TR-SEARCH). */
record ResultQuery(
        @Input.Flat Criteria criteria,

        @Parameter(description = "Only results that were created at this time or later.") @Nullable
        Instant fromDate,

        @Parameter(description = "Only results that were created at this time or earlier.") @Nullable
        Instant untilDate,

        @Parameter(description = "How many at most.") @Input.Default("50") @Min(0) @Max(1000)
        int limit,

        @Parameter(description = "How many of the first to leave out.") @Input.Default("0") @Min(0)
        int offset) {

    ResultFilter filter() {
        return new ResultFilter(criteria, fromDate, untilDate);
    }
}
