package dev.assay.filter;

import dev.assay.database.Fragment;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.input.PresenceFilter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Criteria of results and a period in which they were stored, as conditions in SQL.
 *
 * @param narrowing further criteria, which v1 does not have
 * @param from earliest time of storing, inclusive
 * @param until latest time of storing, inclusive
 */
public record ResultFilter(
        Criteria criteria,
        Narrowing narrowing,
        @Nullable Instant from,
        @Nullable Instant until) {

    public ResultFilter(Criteria criteria, @Nullable Instant from, @Nullable Instant until) {
        this(criteria, Narrowing.NONE, from, until);
    }

    /** True if only results with an issue match. These are few, and are found from the attachments. */
    public boolean asksForIssues() {
        return criteria.issues().isRelevant() && !(criteria.issues() instanceof PresenceFilter.None);
    }

    /**
     * The rows {@code r} of {@code test_result} to which {@link #conditions()} apply. If results must have an issue,
     * the statement starts from the attachments. The planner knows little of them and would otherwise read all results.
     */
    public Fragment candidates() {
        if (!asksForIssues()) {
            return Fragment.of("FROM test_result r WHERE true");
        }
        Fragment attached = Fragment.of("FROM (SELECT DISTINCT test_result_id FROM issue_test_result_attachment");
        if (criteria.issues() instanceof PresenceFilter.OneOf(List<Long> ids)) {
            attached = attached.then("WHERE issue_id = ANY (?)", ids);
        }
        return attached.then("""
                ) i
                CROSS JOIN LATERAL (SELECT * FROM test_result WHERE id = i.test_result_id OFFSET 0) r WHERE true""");
    }

    /** Conditions on {@link #candidates()}, each beginning with AND, without those on the execution. */
    public Fragment conditions() {
        Fragment conditions = Fragment.EMPTY;
        if (criteria.asksOfCase()) {
            conditions =
                    conditions.then("AND r.test_case_id IN (").then(cases()).then(")");
        }
        return conditions.then(withoutIssues()).then(ofStatusAndTime());
    }

    /** The part of {@link #conditions()} that results have no issue. */
    public Fragment withoutIssues() {
        return Fragment.EMPTY.thenIf(criteria.issues() instanceof PresenceFilter.None, """
                        AND NOT EXISTS (SELECT FROM issue_test_result_attachment i WHERE i.test_result_id = r.id)""");
    }

    /** A statement that returns the ids of the cases that match. */
    public Fragment cases() {
        return Fragment.of("SELECT c.id FROM test_case c WHERE true")
                .thenIf(!criteria.testCases().isEmpty(), "AND c.name = ANY (?)", criteria.testCases())
                .thenIf(!criteria.templateIds().isEmpty(), "AND c.template_id = ANY (?)", criteria.templateIds());
    }

    /** The statuses of results that match. */
    private List<ResultStatus> statuses() {
        return Stream.of(ResultStatus.values())
                .filter(status -> isAmong(criteria.testResultStatuses(), status))
                .filter(status -> isAmong(narrowing.status(), status))
                .toList();
    }

    private static boolean isAmong(List<ResultStatus> wanted, ResultStatus status) {
        return wanted.isEmpty() || wanted.contains(status);
    }

    /** The part of {@link #conditions()} that {@code result_count} can answer: status and time. */
    public Fragment ofStatusAndTime() {
        List<ResultStatus> statuses = statuses();
        return Fragment.EMPTY
                .thenIf(
                        statuses.size() < ResultStatus.values().length,
                        "AND r.status = ANY (CAST(? AS testresultstatus[]))",
                        Criteria.names(statuses))
                .then(Fragment.within("r.created_at", from, until));
    }

    /** True if some executions do not match. */
    public boolean asksOfExecution() {
        return criteria.asksOfExecution() || narrowing.asksOfExecution();
    }

    /** Conditions on a row {@code e} of {@code test_execution}, each beginning with AND. */
    public Fragment ofExecution() {
        return criteria.ofExecution().then(narrowing.ofExecution());
    }

    /** A condition on the execution of {@link #candidates()}; empty if all executions match. */
    public Fragment inExecution() {
        return asksOfExecution()
                ? Fragment.of("AND r.test_execution_id IN (SELECT e.id FROM test_execution e WHERE true")
                        .then(ofExecution())
                        .then(")")
                : Fragment.EMPTY;
    }

    /**
     * An expression for the number of results with these statuses, at any time, in the row {@code n} of {@code
     * result_count}.
     */
    public String counted() {
        return statuses().stream()
                .map(status -> " + n." + status.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("", "(0", ")"));
    }

    /** A statement that returns the ids of the results that match, and when they were stored. */
    public Fragment results() {
        return Fragment.of("SELECT r.id, r.created_at")
                .then(candidates())
                .then(conditions())
                .then(inExecution());
    }

    /**
     * A statement that returns the ids of the executions that have a result that matches, for bulk operations on
     * executions. It reads no results if the counts suffice.
     */
    public Fragment executions() {
        if (!criteria.asksOfCase() && !criteria.issues().isRelevant() && from == null && until == null) {
            return Fragment.of("SELECT e.id FROM test_execution e JOIN result_count n ON n.test_execution_id = e.id")
                    .then("WHERE " + counted() + " > 0")
                    .then(ofExecution());
        }
        return Fragment.of("SELECT r.test_execution_id")
                .then(candidates())
                .then(conditions())
                .then(inExecution());
    }
}
