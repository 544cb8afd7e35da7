package dev.assay.filter;

import dev.assay.artefact.Family;
import dev.assay.database.Fragment;
import dev.assay.outcome.ExecutionStatus;
import dev.assay.web.input.Presence;
import dev.assay.web.input.shape.Shapes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of executions: all of it, any value of each list (TE-SEARCH-05). What is empty or null does not matter.
 *
 * @param metadata for every category one of its values (EM-15)
 * @param reviewers of the artefact
 */
public record ExecutionFilter(
        List<Family> families,
        List<String> artefacts,
        List<String> versions,
        List<String> stages,
        List<String> tracks,
        @Nullable Boolean archived,
        List<String> environments,
        Map<String, List<String>> metadata,
        List<ExecutionStatus> statuses,
        Presence reviewers,
        @Nullable Boolean rerunRequested,
        @Nullable Boolean latest) {

    /** Whether any execution at all fits. */
    public boolean isEmpty() {
        return !asksOfArtefact()
                && environments.isEmpty()
                && metadata.values().stream().allMatch(List::isEmpty)
                && statuses.isEmpty()
                && rerunRequested == null
                && latest == null;
    }

    private boolean asksOfArtefact() {
        return !families.isEmpty()
                || !artefacts.isEmpty()
                || !versions.isEmpty()
                || !stages.isEmpty()
                || !tracks.isEmpty()
                || archived != null
                || reviewers.isRelevant();
    }

    /** Conditions on a row {@code e} of {@code test_execution}, each beginning with AND. */
    public Fragment conditions() {
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
                .thenIf(!statuses.isEmpty(), "AND e.status = ANY (CAST(? AS testexecutionstatus[]))", names(statuses));
        for (Map.Entry<String, List<String>> pair : metadata.entrySet()) {
            conditions = conditions.thenIf(!pair.getValue().isEmpty(), """
                            AND e.id IN (
                              SELECT x.test_execution_id
                              FROM test_execution_metadata_association_table x
                              JOIN test_execution_metadata m ON m.id = x.test_execution_metadata_id
                              WHERE m.category = ? AND m.value = ANY (?))""", pair.getKey(), pair.getValue());
        }
        return conditions
                .thenIf(rerunRequested != null, "AND " + not(rerunRequested) + """
                        EXISTS (
                          SELECT FROM test_execution_rerun_request q
                          WHERE q.test_plan_id = e.test_plan_id AND q.artefact_build_id = e.artefact_build_id
                            AND q.environment_id = e.environment_id)""")
                .thenIf(latest != null, "AND " + not(Boolean.FALSE.equals(latest)) + """
                        EXISTS (
                          SELECT FROM test_execution l
                          WHERE l.artefact_build_id = e.artefact_build_id AND l.environment_id = e.environment_id
                            AND l.test_plan_id = e.test_plan_id AND l.id > e.id)""");
    }

    private Fragment ofArtefact() {
        Fragment conditions = Fragment.EMPTY
                .thenIf(!families.isEmpty(), "AND a.family = ANY (CAST(? AS familyname[]))", names(families))
                .thenIf(!artefacts.isEmpty(), "AND a.name = ANY (?)", artefacts)
                .thenIf(!versions.isEmpty(), "AND a.version = ANY (?)", versions)
                .thenIf(!stages.isEmpty(), "AND a.stage = ANY (?)", stages)
                .thenIf(!tracks.isEmpty(), "AND a.track = ANY (?)", tracks)
                .thenIf(archived != null, "AND " + not(archived) + "a.archived");
        String reviewed = "EXISTS (SELECT FROM artefact_reviewers_association v WHERE v.artefact_id = a.id";
        return switch (reviewers) {
            case Presence.Any any -> conditions.then("AND " + reviewed + ")");
            case Presence.None none -> conditions.then("AND NOT " + reviewed + ")");
            case Presence.OneOf(List<Long> ids) when ids.isEmpty() -> conditions;
            case Presence.OneOf(List<Long> ids) ->
                conditions.then("AND " + reviewed + " AND v.user_id = ANY (?))", ids);
        };
    }

    private static String not(@Nullable Boolean wanted) {
        return Boolean.TRUE.equals(wanted) ? "" : "NOT ";
    }

    /** The labels in the database, which are those on the wire. */
    static List<String> names(Collection<? extends Enum<?>> constants) {
        return constants.stream().map(Shapes::wireName).toList();
    }
}
