package dev.assay.filter;

import dev.assay.artefact.Family;
import dev.assay.database.Fragment;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.input.Given;
import dev.assay.web.input.Input;
import dev.assay.web.input.Presence;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results that a bulk operation means, as its body describes them: the criteria of the search, in JSON (TR-FILT-01).
 *
 * @param executionMetadata values by category
 * @param issues attached to the result, by internal id
 * @param assigneeIds the old name of {@code reviewer_ids}
 * @param fromDate earliest time of storing, inclusive
 * @param untilDate latest time of storing, inclusive
 * @param offset how many to pass over: executions by id, results from the newest
 * @param limit how many at most, in the same order
 */
@Schema(name = "TestResultSearchFilters")
public record ResultSelection(
        @Input.Default("[]") List<Family> families,
        @Input.Default("[]") List<String> artefacts,
        @Input.Default("[]") List<String> artefactVersions,
        @Input.Default("[]") List<String> artefactStages,
        @Input.Default("[]") List<String> artefactTracks,
        @Nullable Boolean artefactIsArchived,
        @Input.Default("[]") List<String> environments,
        @Input.Default("[]") List<String> testCases,
        @Input.Default("[]") List<String> templateIds,

        @Input.Default("{}") @Input.KeySize(min = 1, max = 200)
        Map<String, List<@Size(min = 1, max = 200) String>> executionMetadata,

        @Input.Default("[]") Presence issues,
        @Input.Default("[]") List<ResultStatus> testResultStatuses,
        @Input.Default("[]") List<ExecutionStatus> testExecutionStatuses,
        Given<Presence> reviewerIds,
        @Input.OldName @Nullable Presence assigneeIds,
        @Nullable Boolean rerunIsRequested,
        @Nullable Boolean executionIsLatest,
        @Nullable Instant fromDate,
        @Nullable Instant untilDate,
        @Nullable @Min(0) Integer offset,
        @Nullable @Min(0) Integer limit) {

    public ResultSelection {
        ExecutionSelection.check(reviewerIds, assigneeIds, executionMetadata);
    }

    /** Whether nothing but times and a page is asked: such a selection is a mistake (TR-FILT-05). */
    public boolean isEmpty() {
        return filter().isEmpty();
    }

    public ResultFilter filter() {
        ExecutionFilter execution = new ExecutionFilter(
                families,
                artefacts,
                artefactVersions,
                artefactStages,
                artefactTracks,
                artefactIsArchived,
                environments,
                executionMetadata,
                testExecutionStatuses,
                ExecutionSelection.reviewers(reviewerIds, assigneeIds),
                rerunIsRequested,
                executionIsLatest);
        return new ResultFilter(execution, testCases, templateIds, issues, testResultStatuses, fromDate, untilDate);
    }

    /** A statement that gives the ids of the executions that have such a result; {@code limit} counts executions. */
    public Fragment executions() {
        return page(filter().executions());
    }

    /** A statement that gives the ids of such results; {@code limit} and {@code offset} count them from the newest. */
    public Fragment results() {
        Fragment newest =
                Fragment.of("SELECT w.id FROM (").then(filter().results()).then(") w");
        if (limit == null && offset == null) {
            return newest;
        }
        newest = newest.then("ORDER BY w.created_at DESC, w.id DESC");
        if (limit != null) {
            newest = newest.then("LIMIT ?", limit);
        }
        return offset == null ? newest : newest.then("OFFSET ?", offset);
    }

    /** Of what a statement gives as its only column the page that is asked for, in order, each once (TR-FILT-04). */
    public Fragment page(Fragment ids) {
        if (limit == null && offset == null) {
            return ids;
        }
        Fragment page = Fragment.of("SELECT DISTINCT p.id FROM (").then(ids).then(") p (id) ORDER BY p.id");
        if (limit != null) {
            page = page.then("LIMIT ?", limit);
        }
        return offset == null ? page : page.then("OFFSET ?", offset);
    }
}
