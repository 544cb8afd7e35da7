package dev.assay.search;

import dev.assay.artefact.ArtefactResponse;
import dev.assay.artefact.Artefacts;
import dev.assay.artefact.BuildResponse;
import dev.assay.execution.Executions;
import dev.assay.execution.InContext;
import dev.assay.execution.TestExecutionResponse;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Executions with what they are of, for a whole page in two round trips. */
@Singleton
class Contexts {
    private final Executions executions;
    private final Artefacts artefacts;

    Contexts(Executions executions, Artefacts artefacts) {
        this.executions = executions;
        this.artefacts = artefacts;
    }

    record Context(TestExecutionResponse execution, BuildResponse build, ArtefactResponse artefact) {}

    /** By the execution's id; what was deleted since it was found is not in it. */
    Map<Integer, Context> of(Collection<Integer> ids) {
        Map<Integer, InContext> found = executions.byId(Set.copyOf(ids));
        Map<Integer, ArtefactResponse> subjects =
                artefacts.byId(found.values().stream().map(InContext::artefact).collect(Collectors.toSet()));
        Map<Integer, Context> contexts = HashMap.newHashMap(found.size());
        found.forEach((id, execution) -> {
            ArtefactResponse subject = subjects.get(execution.artefact());
            if (subject != null) {
                contexts.put(id, new Context(execution.execution(), execution.build(), subject));
            }
        });
        return contexts;
    }
}
