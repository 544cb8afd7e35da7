package dev.assay.filter;

import dev.assay.database.Fragment;
import dev.assay.web.input.Input;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The results that the body of a bulk operation selects: the criteria of the search, in JSON (TR-FILT-01).
 *
 * @param fromDate earliest time of storing, inclusive
 * @param untilDate latest time of storing, inclusive
 * @param offset the number to skip: executions in the order of ids, results from the newest
 * @param limit the largest number, in the same order
 */
@Schema(name = "TestResultSearchFilters")
public record ResultSelection(
        @Input.Flat Criteria criteria,
        @Nullable Instant fromDate,
        @Nullable Instant untilDate,
        @Nullable @Min(0) Integer offset,
        @Nullable @Min(0) Integer limit) {

    public ResultSelection {
        criteria.ofBody();
    }

    /** True if there are no criteria except times and a page. Such a selection is a mistake (TR-FILT-05). */
    public boolean isEmpty() {
        return criteria.isEmpty();
    }

    private ResultFilter filter() {
        return new ResultFilter(criteria, fromDate, untilDate);
    }

    /**
     * A statement that returns the ids of the executions that have such a result. Offset and limit count executions,
     * each once (TR-FILT-04).
     */
    public Fragment executions() {
        Fragment ids = filter().executions();
        return limit == null && offset == null
                ? ids
                : page(Fragment.of("SELECT DISTINCT p.id FROM (").then(ids).then(") p (id) ORDER BY p.id"));
    }

    /** A statement that returns the ids of such results. Offset and limit count from the newest. */
    public Fragment results() {
        Fragment ids =
                Fragment.of("SELECT w.id FROM (").then(filter().results()).then(") w");
        return limit == null && offset == null ? ids : page(ids.then("ORDER BY w.created_at DESC, w.id DESC"));
    }

    private Fragment page(Fragment all) {
        return all.thenGiven("LIMIT ?", limit).thenGiven("OFFSET ?", offset);
    }
}
