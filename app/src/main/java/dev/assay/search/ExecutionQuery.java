package dev.assay.search;

import dev.assay.artefact.Family;
import dev.assay.filter.ExecutionFilter;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.web.input.Input;
import dev.assay.web.input.Presence;
import io.swagger.v3.oas.annotations.Parameter;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /v1/test-executions} (TE-SEARCH). */
record ExecutionQuery(
        @Parameter(description = "Only of these families.") @Input.Default("[]")
        List<Family> families,

        @Parameter(description = "Only of artefacts with one of these names.") @Input.Default("[]")
        List<String> artefacts,

        @Parameter(description = "Only of artefacts in one of these versions.") @Input.Default("[]")
        List<String> artefactVersions,

        @Parameter(description = "Only of artefacts at one of these stages.") @Input.Default("[]")
        List<String> artefactStages,

        @Parameter(description = "Only of artefacts on one of these tracks.") @Input.Default("[]")
        List<String> artefactTracks,

        @Parameter(description = "Whether the artefact is archived.") @Nullable
        Boolean artefactIsArchived,

        @Parameter(description = "Only in environments with one of these names.") @Input.Default("[]")
        List<String> environments,

        @Parameter(
                description =
                        "Only of executions that have one of these values in each category named: category:value, either part in Base64, such as bGFi:ZWFzdA==.")
        @Input.Default("[]")
        List<String> executionMetadata,

        @Parameter(description = "Only of executions in one of these states.") @Input.Default("[]")
        List<ExecutionStatus> testExecutionStatuses,

        @Parameter(description = "Only of artefacts reviewed by one of these users; any for somebody, none for nobody.")
        Presence reviewerIds,

        @Parameter(description = "The old name of reviewer_ids; counts where that is not given.", deprecated = true)
        Presence assigneeIds,

        @Parameter(description = "Whether another run is asked for.") @Nullable
        Boolean rerunIsRequested,

        @Parameter(description = "Whether it is the newest run of its plan for its build in its environment.") @Nullable
        Boolean executionIsLatest,

        @Parameter(
                description =
                        "Only with one of these results; any for some result, which is also meant when absent, none for no result.")
        Presence testResult,

        @Parameter(description = "Only with an event of one of these names; any for some event, none for no event.")
        @Input.Default("[]")
        List<String> eventNames,

        @Parameter(description = "Only what was last changed then or later.") @Nullable
        Instant fromDate,

        @Parameter(description = "Only what was last changed then or earlier.") @Nullable
        Instant untilDate,

        @Parameter(description = "How many at most.") @Input.Default("50") @Min(0) @Max(1000)
        int limit,

        @Parameter(description = "How many of the first to leave out.") @Input.Default("0") @Min(0)
        int offset) {

    /** {@code assignee_ids} is the old name of {@code reviewer_ids}. */
    ExecutionCriteria criteria(Map<String, List<String>> metadata, EventFilter events) {
        ExecutionFilter filter = new ExecutionFilter(
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
        return new ExecutionCriteria(filter, results(), events, fromDate, untilDate);
    }

    /** Without {@code test_result} only executions that have results are found (TE-SEARCH-02). */
    private Presence results() {
        return testResult.isRelevant() ? testResult : new Presence.Any();
    }
}
