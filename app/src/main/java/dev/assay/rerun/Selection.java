package dev.assay.rerun;

import dev.assay.database.Fragment;
import dev.assay.filter.ExecutionSelection;
import dev.assay.filter.ResultSelection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The executions that a request selects: by id, by their results, and by their own criteria (RR-21).
 *
 * @param results null if the request does not select by results
 * @param executions null if the request does not select by executions
 * @param artefacts selects only executions of these artefacts; null for all
 */
record Selection(
        Set<Long> ids,
        @Nullable ResultSelection results,
        @Nullable ExecutionSelection executions,
        @Nullable List<Integer> artefacts) {
    Selection {
        ids = Set.copyOf(ids);
        artefacts = artefacts == null ? null : List.copyOf(artefacts);
    }

    Selection(Set<Long> ids, @Nullable ResultSelection results, @Nullable ExecutionSelection executions) {
        this(ids, results, executions, null);
    }

    /** The selected executions of these artefacts only. */
    Selection of(Collection<Integer> itsArtefacts) {
        return new Selection(ids, results, executions, List.copyOf(itsArtefacts));
    }

    /** True if no execution can be selected: there are no ids and no filters, or the list of artefacts is empty. */
    boolean isNothing() {
        return (ids.isEmpty() && !filters()) || (artefacts != null && artefacts.isEmpty());
    }

    /** True if the request has filters. */
    boolean filters() {
        return results != null || executions != null;
    }

    /** True if the request needs the permission for many executions (RR-02). */
    boolean isBulk() {
        return ids.size() > 1 || filters();
    }

    /** The error message for an empty filter, which would select all executions (RR-23). */
    Optional<String> mistake() {
        if (results != null && results.isEmpty()) {
            return Optional.of("At least one filter must be provided in test_results_filters");
        }
        return executions != null && executions.isEmpty()
                ? Optional.of("At least one filter must be provided in test_executions_filters")
                : Optional.empty();
    }

    /**
     * Conditions on a row {@code e} of {@code test_execution}, beginning with AND. Do not call it if the selection
     * {@link #isNothing()}.
     */
    Fragment conditions() {
        Fragment wanted = Fragment.of("AND e.id IN (");
        String or = "";
        if (!ids.isEmpty()) {
            wanted = wanted.then("(SELECT unnest(?))", List.copyOf(ids));
            or = "UNION ALL ";
        }
        if (results != null) {
            wanted = wanted.then(or + "(").then(results.executions()).then(")");
            or = "UNION ALL ";
        }
        if (executions != null) {
            wanted = wanted.then(or + "(").then(executions.executions()).then(")");
        }
        wanted = wanted.then(")");
        return artefacts == null
                ? wanted
                : wanted.then(
                        "AND e.artefact_build_id IN (SELECT id FROM artefact_build WHERE artefact_id = ANY (?))",
                        artefacts.stream().map(Integer::longValue).toList());
    }
}
