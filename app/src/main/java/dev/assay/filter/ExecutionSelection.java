package dev.assay.filter;

import dev.assay.database.Fragment;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The executions that the body of a bulk operation selects (RR-40), including those without results (RR-42).
 *
 * @param fromDate earliest time of their last change, inclusive
 * @param untilDate latest time of their last change, inclusive
 */
@Schema(name = "TestExecutionRerunFilters")
public record ExecutionSelection(
        @Input.Flat(without = Criteria.RESULTS) Criteria criteria,
        @Nullable Instant fromDate,
        @Nullable Instant untilDate) {

    public ExecutionSelection {
        criteria.ofBody();
    }

    /** True if there are no criteria and no times. Such a selection is a mistake (RR-41). */
    public boolean isEmpty() {
        return criteria.isEmpty() && fromDate == null && untilDate == null;
    }

    /** A statement that returns their ids. */
    public Fragment executions() {
        return Fragment.of("SELECT e.id FROM test_execution e WHERE true")
                .then(criteria.ofExecution())
                .then(Fragment.within("e.updated_at", fromDate, untilDate));
    }
}
