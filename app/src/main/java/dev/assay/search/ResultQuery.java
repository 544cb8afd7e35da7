package dev.assay.search;

import dev.assay.artefact.Family;
import dev.assay.filter.ExecutionFilter;
import dev.assay.filter.ResultFilter;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.input.Input;
import dev.assay.web.input.Presence;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v1/test-results} (TR-SEARCH). */
record ResultQuery(
        @Input.Default("[]") List<Family> families,
        @Input.Default("[]") List<String> artefacts,
        @Input.Default("[]") List<String> artefactVersions,
        @Input.Default("[]") List<String> artefactStages,
        @Input.Default("[]") List<String> artefactTracks,
        @Nullable Boolean artefactIsArchived,
        @Input.Default("[]") List<String> environments,
        @Input.Default("[]") List<String> testCases,
        @Input.Default("[]") List<String> templateIds,
        @Input.Default("[]") List<String> executionMetadata,
        Presence issues,
        @Input.Default("[]") List<ResultStatus> testResultStatuses,
        @Input.Default("[]") List<ExecutionStatus> testExecutionStatuses,
        Presence reviewerIds,
        Presence assigneeIds,
        @Nullable Boolean rerunIsRequested,
        @Nullable Boolean executionIsLatest,
        @Nullable LocalDateTime fromDate,
        @Nullable LocalDateTime untilDate,
        @Input.Default("50") @Min(0) @Max(1000) int limit,
        @Input.Default("0") @Min(0) int offset) {

    ResultFilter filter(Map<String, List<String>> metadata) {
        ExecutionFilter execution = new ExecutionFilter(
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
        return new ResultFilter(execution, testCases, templateIds, issues, testResultStatuses, fromDate, untilDate);
    }
}
