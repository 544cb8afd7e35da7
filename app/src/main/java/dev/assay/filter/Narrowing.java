package dev.assay.filter;

import dev.assay.database.Fragment;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.Parameter;
import java.util.List;

/** Criteria of results that v1 does not have. They must match as well; empty ones match everything. */
public record Narrowing(
        @Parameter(description = "Only results of executions with one of these ids.") @Input.Default("[]")
        List<Long> execution,

        @Parameter(description = "Only results of executions with one of these links to CI, exactly as stored.")
        @Input.Default("[]")
        List<String> ciLink,

        @Parameter(description = "Only results with one of these outcomes, as test_result_statuses.")
        @Input.Default("[]")
        List<ResultStatus> status) {
    static final Narrowing NONE = new Narrowing(List.of(), List.of(), List.of());

    public Narrowing {
        execution = List.copyOf(execution);
        ciLink = List.copyOf(ciLink);
        status = List.copyOf(status);
    }

    boolean asksOfExecution() {
        return !execution.isEmpty() || !ciLink.isEmpty();
    }

    /** Conditions on a row {@code e} of {@code test_execution}, each beginning with AND. */
    Fragment ofExecution() {
        return Fragment.EMPTY
                .thenIf(!execution.isEmpty(), "AND e.id = ANY (?)", execution)
                .thenIf(!ciLink.isEmpty(), "AND e.ci_link = ANY (?)", ciLink);
    }
}
