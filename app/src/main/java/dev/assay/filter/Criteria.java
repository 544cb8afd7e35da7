package dev.assay.filter;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.artefact.Family;
import dev.assay.database.Fragment;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.input.Input;
import dev.assay.web.input.PresenceFilter;
import dev.assay.web.input.RefusedInput;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Criteria that select executions and results. All criteria must match; a list matches if one of its values does
 * (TE-SEARCH-05, TR-SEARCH-02, ARULE-11). Empty and null criteria match everything.
 *
 * <p>This is the only list of criteria. Searches, reruns and attachments use all of them. Attachment rules use those that
 * are not ignored in JSON, under the names that they have there.
 *
 * @param executionMetadata the execution has one of the values of every category (EM-15)
 * @param issues internal ids of issues that are attached to the result
 * @param reviewerIds reviewers of the artefact; null if a body has null
 * @param assigneeIds the old name of {@code reviewer_ids}; null if a body does not have it
 */
@Serdeable.Serializable
public record Criteria(
        @Parameter(description = "Only artefacts of these families.") @Input.Default("[]")
        List<Family> families,

        @Parameter(description = "Only artefacts with one of these names.") @Input.Default("[]")
        List<String> artefacts,

        @Parameter(description = "Only artefacts in one of these versions.")
        @Input.Default("[]")
        @JsonProperty("artefact_versions")
        List<String> artefactVersions,

        @Parameter(description = "Only artefacts at one of these stages.")
        @Input.Default("[]")
        @JsonProperty("artefact_stages")
        List<String> artefactStages,

        @Parameter(description = "Only artefacts on one of these tracks.")
        @Input.Default("[]")
        @JsonProperty("artefact_tracks")
        List<String> artefactTracks,

        @Parameter(description = "Only archived artefacts, or only those that are not.") @JsonIgnore @Nullable
        Boolean artefactIsArchived,

        @Parameter(description = "Only environments with one of these names.")
        @Input.Default("[]")
        @JsonProperty("environment_names")
        List<String> environments,

        @Parameter(description = "Only test cases with one of these names.")
        @Input.Default("[]")
        @Input.Of(RESULTS)
        @JsonProperty("test_case_names")
        List<String> testCases,

        @Parameter(description = "Only test cases made from one of these templates.")
        @Input.Default("[]")
        @Input.Of(RESULTS)
        @JsonProperty("template_ids")
        List<String> templateIds,

        @Parameter(
                description =
                        "Only results with one of these issues attached. any selects results with an issue, none those without.")
        @Input.Default("[]")
        @Input.Of(RESULTS)
        @JsonIgnore
        PresenceFilter issues,

        @Parameter(description = "Only results with one of these outcomes.")
        @Input.Default("[]")
        @Input.Of(RESULTS)
        @JsonProperty("test_result_statuses")
        List<ResultStatus> testResultStatuses,

        @Parameter(description = "Only executions in one of these states.") @Input.Default("[]") @JsonIgnore
        List<ExecutionStatus> testExecutionStatuses,

        @Parameter(
                description =
                        "Only executions that have one of these values in each category named: category:value, both parts in Base64, such as bGFi:ZWFzdA==.")
        @Input.Default("{}")
        @Input.KeySize(min = 1, max = 200)
        @JsonProperty("execution_metadata")
        @Schema(ref = "#/components/schemas/ExecutionMetadata")
        Map<String, List<@Size(min = 1, max = 200) String>> executionMetadata,

        @Parameter(
                description =
                        "Only artefacts with one of these reviewers. any selects artefacts with a reviewer, none those without.")
        @Input.Default("[]")
        @JsonIgnore
        @Nullable
        PresenceFilter reviewerIds,

        @Parameter(description = "The old name of reviewer_ids. It is used if that is absent.", deprecated = true)
        @Schema(deprecated = true)
        @JsonIgnore
        @Nullable
        PresenceFilter assigneeIds,

        @Parameter(description = "Only executions for which a rerun is requested, or only those for which none is.")
        @JsonIgnore
        @Nullable
        Boolean rerunIsRequested,

        @Parameter(
                description =
                        "Only the newest execution of its plan for its build in its environment, or only older ones.")
        @JsonIgnore
        @Nullable
        Boolean executionIsLatest) {
    /** The group of criteria that select results and not executions. */
    public static final String RESULTS = "results";

    /** The largest number of values in a list of a rule. */
    public static final int MOST_VALUES = 10_000;

    /** The largest number of categories, because each adds a condition to the statement. */
    private static final int MOST_CATEGORIES = 20;

    public Criteria {
        families = distinct(families);
        artefacts = distinct(artefacts);
        artefactVersions = distinct(artefactVersions);
        artefactStages = distinct(artefactStages);
        artefactTracks = distinct(artefactTracks);
        environments = distinct(environments);
        testCases = distinct(testCases);
        templateIds = distinct(templateIds);
        issues = issues == null ? PresenceFilter.IRRELEVANT : issues;
        testResultStatuses = distinct(testResultStatuses);
        testExecutionStatuses = distinct(testExecutionStatuses);
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        executionMetadata.forEach((category, values) -> pairs.put(category, distinct(values)));
        executionMetadata = pairs;
    }

    /**
     * Drops repeated values (ARULE-4). Null is an empty list, because criteria that are stored with a rule do not have
     * all lists.
     */
    private static <T> List<T> distinct(@Nullable Collection<T> values) {
        return values == null ? List.of() : values.stream().distinct().toList();
    }

    /** Refuses criteria that a request body may not have (TR-FILT-02). */
    public Criteria ofBody() {
        if (reviewerIds == null && assigneeIds == null) {
            throw new RefusedInput("reviewer_ids is null; leave it out, or set it to ids, any or none");
        }
        if (executionMetadata.size() > MOST_CATEGORIES) {
            throw new RefusedInput("execution_metadata has at most " + MOST_CATEGORIES + " categories");
        }
        return this;
    }

    /** True if everything matches. */
    @JsonIgnore
    public boolean isEmpty() {
        return !asksOfExecution() && !asksOfCase() && !issues.isRelevant() && testResultStatuses.isEmpty();
    }

    /** True if some test cases do not match. */
    public boolean asksOfCase() {
        return !testCases.isEmpty() || !templateIds.isEmpty();
    }

    /** True if some executions do not match. */
    public boolean asksOfExecution() {
        return asksOfArtefact()
                || !environments.isEmpty()
                || !executionMetadata.values().stream().allMatch(List::isEmpty)
                || !testExecutionStatuses.isEmpty()
                || rerunIsRequested != null
                || executionIsLatest != null;
    }

    private boolean asksOfArtefact() {
        return !families.isEmpty()
                || !artefacts.isEmpty()
                || !artefactVersions.isEmpty()
                || !artefactStages.isEmpty()
                || !artefactTracks.isEmpty()
                || artefactIsArchived != null
                || reviewers().isRelevant();
    }

    /** {@code assignee_ids} counts if {@code reviewer_ids} is empty (TR-FILT-03). */
    private PresenceFilter reviewers() {
        if (reviewerIds != null && reviewerIds.isRelevant()) {
            return reviewerIds;
        }
        return assigneeIds == null ? PresenceFilter.IRRELEVANT : assigneeIds;
    }

    /** Conditions on a row {@code e} of {@code test_execution}, each beginning with AND. */
    public Fragment ofExecution() {
        Fragment conditions = Fragment.EMPTY;
        if (asksOfArtefact()) {
            conditions = conditions.then("""
                            AND e.artefact_build_id IN (
                              SELECT b.id FROM artefact_build b JOIN artefact a ON a.id = b.artefact_id WHERE true""").then(ofArtefact()).then(")");
        }
        conditions = conditions
                .thenIf(
                        !environments.isEmpty(),
                        "AND e.environment_id IN (SELECT id FROM environment WHERE name = ANY (?))",
                        environments)
                .thenIf(
                        !testExecutionStatuses.isEmpty(),
                        "AND e.status = ANY (CAST(? AS testexecutionstatus[]))",
                        names(testExecutionStatuses));
        for (Map.Entry<String, List<String>> pair : executionMetadata.entrySet()) {
            conditions = conditions.thenIf(!pair.getValue().isEmpty(), """
                            AND e.id IN (
                              SELECT x.test_execution_id
                              FROM test_execution_metadata_association_table x
                              JOIN test_execution_metadata m ON m.id = x.test_execution_metadata_id
                              WHERE m.category = ? AND m.value = ANY (?))""", pair.getKey(), pair.getValue());
        }
        return conditions
                .thenIf(rerunIsRequested != null, "AND " + not(rerunIsRequested) + """
                        EXISTS (
                          SELECT FROM test_execution_rerun_request q
                          WHERE q.test_plan_id = e.test_plan_id AND q.artefact_build_id = e.artefact_build_id
                            AND q.environment_id = e.environment_id)""")
                .thenIf(executionIsLatest != null, "AND " + not(Boolean.FALSE.equals(executionIsLatest)) + """
                        EXISTS (
                          SELECT FROM test_execution l
                          WHERE l.artefact_build_id = e.artefact_build_id AND l.environment_id = e.environment_id
                            AND l.test_plan_id = e.test_plan_id AND l.id > e.id)""");
    }

    private Fragment ofArtefact() {
        Fragment conditions = Fragment.EMPTY
                .thenIf(
                        !families.isEmpty(),
                        "AND a.family = ANY (CAST(? AS familyname[]))",
                        families.stream().map(Family::wire).toList())
                .thenIf(!artefacts.isEmpty(), "AND a.name = ANY (?)", artefacts)
                .thenIf(!artefactVersions.isEmpty(), "AND a.version = ANY (?)", artefactVersions)
                .thenIf(!artefactStages.isEmpty(), "AND a.stage = ANY (?)", artefactStages)
                .thenIf(!artefactTracks.isEmpty(), "AND a.track = ANY (?)", artefactTracks)
                .thenIf(artefactIsArchived != null, "AND " + not(artefactIsArchived) + "a.archived");
        String reviewed = "EXISTS (SELECT FROM artefact_reviewers_association v WHERE v.artefact_id = a.id";
        return switch (reviewers()) {
            case PresenceFilter.Any any -> conditions.then("AND " + reviewed + ")");
            case PresenceFilter.None none -> conditions.then("AND NOT " + reviewed + ")");
            case PresenceFilter.OneOf(List<Long> ids) when ids.isEmpty() -> conditions;
            case PresenceFilter.OneOf(List<Long> ids) ->
                conditions.then("AND " + reviewed + " AND v.user_id = ANY (?))", ids);
        };
    }

    private static String not(@Nullable Boolean wanted) {
        return Boolean.TRUE.equals(wanted) ? "" : "NOT ";
    }

    /** The names in the database, which are the same in JSON. */
    public static List<String> names(Collection<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).toList();
    }
}
