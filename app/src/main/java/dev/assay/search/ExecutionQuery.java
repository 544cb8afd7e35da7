package dev.assay.search;

import dev.assay.artefact.Family;
import dev.assay.filter.ExecutionFilter;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.web.input.Input;
import dev.assay.web.input.Presence;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v1/test-executions} (TE-SEARCH). */
record ExecutionQuery(
        @Input.Default("[]") List<Family> families,
        @Input.Default("[]") List<String> artefacts,
        @Input.Default("[]") List<String> artefactVersions,
        @Input.Default("[]") List<String> artefactStages,
        @Input.Default("[]") List<String> artefactTracks,
        @Nullable Boolean artefactIsArchived,
        @Input.Default("[]") List<String> environments,
        @Input.Default("[]") List<String> executionMetadata,
        @Input.Default("[]") List<ExecutionStatus> testExecutionStatuses,
        Presence reviewerIds,
        Presence assigneeIds,
        @Nullable Boolean rerunIsRequested,
        @Nullable Boolean executionIsLatest,
        Presence testResult,
        @Input.Default("[]") List<String> eventNames,
        @Nullable LocalDateTime fromDate,
        @Nullable LocalDateTime untilDate,
        @Input.Default("50") @Min(0) @Max(1000) int limit,
        @Input.Default("0") @Min(0) int offset) {

    /** What is asked of the execution itself; {@code assignee_ids} is the old name of {@code reviewer_ids}. */
    ExecutionFilter filter(Map<String, List<String>> metadata) {
        return new ExecutionFilter(
                families,
                artefacts,
                artefactVersions,
                artefactStages,
                artefactTracks,
                artefactIsArchived,
                environments,
                metadata,
                testExecutionStatuses,
                reviewerIds.isRelevant() ? reviewerIds : assigneeIds,
                rerunIsRequested,
                executionIsLatest);
    }

    /** Without {@code test_result} only executions that have results are found (TE-SEARCH-02). */
    Presence results() {
        return testResult.isRelevant() ? testResult : new Presence.Any();
    }
}
