package dev.assay.filter;

import dev.assay.database.Fragment;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Executions that a bulk operation means, as its body describes them (RR-40); those without results are among them (RR-42).
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

    /** Whether nothing is asked, not even times: such a selection is a mistake (RR-41). */
    public boolean isEmpty() {
        return criteria.isEmpty() && fromDate == null && untilDate == null;
    }

    /** A statement that gives their ids. */
    public Fragment executions() {
        return Fragment.of("SELECT e.id FROM test_execution e WHERE true")
                .then(criteria.ofExecution())
                .then(Fragment.within("e.updated_at", fromDate, untilDate));
    }
}
