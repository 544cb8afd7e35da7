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
 * The executions that a request means: those of these ids, and those that have such results, and those that are such (RR-21).
 *
 * @param results null unless the request says so
 * @param executions null unless the request says so
 * @param artefacts only executions of these count; null for all
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

    /** Of these the ones that are of such an artefact. */
    Selection of(Collection<Integer> itsArtefacts) {
        return new Selection(ids, results, executions, List.copyOf(itsArtefacts));
    }

    /** Whether it says nothing at all, or only artefacts of which there is none, so that no execution is meant. */
    boolean isNothing() {
        return (ids.isEmpty() && !filters()) || (artefacts != null && artefacts.isEmpty());
    }

    /** Whether executions are described rather than named. */
    boolean filters() {
        return results != null || executions != null;
    }

    /** Whether it takes the permission for many (RR-02). */
    boolean isBulk() {
        return ids.size() > 1 || filters();
    }

    /** What a caller is to be told who describes executions by nothing: they are all (RR-23). */
    Optional<String> mistake() {
        if (results != null && results.isEmpty()) {
            return Optional.of("At least one filter must be provided in test_results_filters");
        }
        return executions != null && executions.isEmpty()
                ? Optional.of("At least one filter must be provided in test_executions_filters")
                : Optional.empty();
    }

    /** Conditions on a row {@code e} of {@code test_execution}, beginning with AND; only unless it {@link #isNothing()}. */
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
