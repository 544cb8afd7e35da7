package dev.assay.filter;

import dev.assay.database.Fragment;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.input.Presence;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of results: all of it, any value of each list (TR-SEARCH-02). What is empty or null does not matter.
 *
 * @param issues attached to the result
 * @param from earliest time of storing, inclusive
 * @param until latest time of storing, inclusive
 */
public record ResultFilter(
        ExecutionFilter execution,
        List<String> testCases,
        List<String> templateIds,
        Presence issues,
        List<ResultStatus> statuses,
        @Nullable Instant from,
        @Nullable Instant until) {

    /** Whether anything but times is asked: only then may it choose what to change (TR-FILT-05). */
    public boolean isEmpty() {
        return execution.isEmpty() && !asksOfCase() && !issues.isRelevant() && statuses.isEmpty();
    }

    /** Whether only some test cases fit. */
    public boolean asksOfCase() {
        return !testCases.isEmpty() || !templateIds.isEmpty();
    }

    /** Whether only results with some issue fit: few, and found from the attachments. */
    public boolean asksForIssues() {
        return issues.isRelevant() && !(issues instanceof Presence.None);
    }

    /**
     * The rows {@code r} of {@code test_result} to which {@link #conditions()} are put. Where there must be an issue, the way
     * leads from the attachments: the planner, who knows little of them, would rather read all results.
     */
    public Fragment candidates() {
        if (!asksForIssues()) {
            return Fragment.of("FROM test_result r WHERE true");
        }
        Fragment attached = Fragment.of("FROM (SELECT DISTINCT test_result_id FROM issue_test_result_attachment");
        if (issues instanceof Presence.OneOf(List<Long> ids)) {
            attached = attached.then("WHERE issue_id = ANY (?)", ids);
        }
        return attached.then("""
                ) i
                CROSS JOIN LATERAL (SELECT * FROM test_result WHERE id = i.test_result_id OFFSET 0) r WHERE true""");
    }

    /** Conditions on {@link #candidates()}, each beginning with AND; those on the execution not among them. */
    public Fragment conditions() {
        Fragment conditions = Fragment.EMPTY;
        if (asksOfCase()) {
            conditions =
                    conditions.then("AND r.test_case_id IN (").then(cases()).then(")");
        }
        return conditions.thenIf(issues instanceof Presence.None, """
                        AND NOT EXISTS (SELECT FROM issue_test_result_attachment i WHERE i.test_result_id = r.id)""").then(ofStatusAndTime());
    }

    /** A statement that gives the ids of the cases that fit. */
    public Fragment cases() {
        return Fragment.of("SELECT c.id FROM test_case c WHERE true")
                .thenIf(!testCases.isEmpty(), "AND c.name = ANY (?)", testCases)
                .thenIf(!templateIds.isEmpty(), "AND c.template_id = ANY (?)", templateIds);
    }

    /** Of {@link #conditions()} those that {@code result_count} can answer: status and time. */
    public Fragment ofStatusAndTime() {
        Fragment conditions = Fragment.EMPTY.thenIf(
                !statuses.isEmpty(),
                "AND r.status = ANY (CAST(? AS testresultstatus[]))",
                ExecutionFilter.names(statuses));
        if (from != null) {
            conditions = conditions.then("AND r.created_at >= ?", from);
        }
        return until == null ? conditions : conditions.then("AND r.created_at <= ?", until);
    }

    /** How many results of these statuses the row {@code n} of {@code result_count} counts, whatever their time. */
    public String counted() {
        List<ResultStatus> wanted = statuses.isEmpty() ? List.of(ResultStatus.values()) : statuses;
        return wanted.stream()
                .distinct()
                .map(status -> "n." + status.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(" + ", "(", ")"));
    }

    /** A statement that gives ids and times of storing of such results. */
    public Fragment results() {
        Fragment results =
                Fragment.of("SELECT r.id, r.created_at").then(candidates()).then(conditions());
        return execution.isEmpty()
                ? results
                : results.then("AND r.test_execution_id IN (SELECT e.id FROM test_execution e WHERE true")
                        .then(execution.conditions())
                        .then(")");
    }

    /**
     * A statement that gives the ids of the executions that have such a result, for bulk operations on executions. No result
     * is looked at where counts tell.
     */
    public Fragment executions() {
        if (!asksOfCase() && !issues.isRelevant() && from == null && until == null) {
            return Fragment.of("SELECT e.id FROM test_execution e JOIN result_count n ON n.test_execution_id = e.id")
                    .then("WHERE " + counted() + " > 0")
                    .then(execution.conditions());
        }
        return Fragment.of("SELECT r.test_execution_id")
                .then(candidates())
                .then(conditions())
                .then("AND r.test_execution_id IN (SELECT e.id FROM test_execution e WHERE true")
                .then(execution.conditions())
                .then(")");
    }
}
