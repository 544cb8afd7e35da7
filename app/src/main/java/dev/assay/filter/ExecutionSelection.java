package dev.assay.filter;

import dev.assay.artefact.Family;
import dev.assay.database.Fragment;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.web.input.Given;
import dev.assay.web.input.Input;
import dev.assay.web.input.Presence;
import dev.assay.web.input.Refused;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Executions that a bulk operation means, as its body describes them (RR-40); those without results are among them (RR-42).
 *
 * @param executionMetadata values by category
 * @param assigneeIds the old name of {@code reviewer_ids}
 * @param fromDate earliest time of their last change, inclusive
 * @param untilDate latest time of their last change, inclusive
 */
@Schema(name = "TestExecutionRerunFilters")
public record ExecutionSelection(
        @Input.Default("[]") List<Family> families,
        @Input.Default("[]") List<String> artefacts,
        @Input.Default("[]") List<String> artefactVersions,
        @Input.Default("[]") List<String> artefactStages,
        @Input.Default("[]") List<String> artefactTracks,
        @Nullable Boolean artefactIsArchived,
        @Input.Default("[]") List<String> environments,
        @Input.Default("[]") List<ExecutionStatus> testExecutionStatuses,

        @Input.Default("{}") @Input.KeySize(min = 1, max = 200)
        Map<String, List<@Size(min = 1, max = 200) String>> executionMetadata,

        Given<Presence> reviewerIds,
        @Input.OldName @Nullable Presence assigneeIds,
        @Nullable Boolean rerunIsRequested,
        @Nullable Boolean executionIsLatest,
        @Nullable Instant fromDate,
        @Nullable Instant untilDate) {
    /** Each costs a condition. */
    private static final int MOST_CATEGORIES = 20;

    public ExecutionSelection {
        check(reviewerIds, assigneeIds, executionMetadata);
    }

    /** Whether nothing is asked, not even times: such a selection is a mistake (RR-41). */
    public boolean isEmpty() {
        return filter().isEmpty() && fromDate == null && untilDate == null;
    }

    public ExecutionFilter filter() {
        return new ExecutionFilter(
                families,
                artefacts,
                artefactVersions,
                artefactStages,
                artefactTracks,
                artefactIsArchived,
                environments,
                executionMetadata,
                testExecutionStatuses,
                reviewers(reviewerIds, assigneeIds),
                rerunIsRequested,
                executionIsLatest);
    }

    /** A statement that gives their ids. */
    public Fragment executions() {
        Fragment ids =
                Fragment.of("SELECT e.id FROM test_execution e WHERE true").then(filter().conditions());
        if (fromDate != null) {
            ids = ids.then("AND e.updated_at >= ?", fromDate);
        }
        return untilDate == null ? ids : ids.then("AND e.updated_at <= ?", untilDate);
    }

    /** Refuses what no filter can be (TR-FILT-02). */
    static void check(
            Given<Presence> reviewerIds, @Nullable Presence assigneeIds, Map<String, List<String>> executionMetadata) {
        if (reviewerIds instanceof Given.Null && assigneeIds == null) {
            throw new Refused("reviewer_ids is null; leave it out, or name ids, any or none");
        }
        if (executionMetadata.size() > MOST_CATEGORIES) {
            throw new Refused("execution_metadata has at most " + MOST_CATEGORIES + " categories");
        }
    }

    /** {@code assignee_ids} counts where {@code reviewer_ids} asks nothing (TR-FILT-03). */
    static Presence reviewers(Given<Presence> reviewerIds, @Nullable Presence assigneeIds) {
        Presence reviewers = reviewerIds.orNull();
        if (reviewers != null && reviewers.isRelevant()) {
            return reviewers;
        }
        return assigneeIds == null ? Presence.IRRELEVANT : assigneeIds;
    }
}
