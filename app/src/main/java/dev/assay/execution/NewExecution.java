package dev.assay.execution;

import dev.assay.artefact.ArtefactKey;
import dev.assay.outcome.ExecutionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An execution to start: the artefact and its build, the environment, and the fields of the new execution.
 *
 * @param architecture null only for an image whose builds have one architecture
 * @param revision null for families without revisions
 * @param ciLink identifies the execution when a request is repeated; null always creates a new one
 * @param needsAssignment true to assign reviewers if necessary (TE-ASSIGN-01)
 */
public record NewExecution(
        ArtefactKey artefact,
        @Nullable String architecture,
        @Nullable Integer revision,
        String environment,
        String testPlan,
        @Nullable String ciLink,
        ExecutionStatus initialStatus,
        List<Link> links,
        boolean needsAssignment) {
    /** The architecture of an artefact that is the same on all architectures. */
    public static final String ANY_ARCHITECTURE = "all";

    public NewExecution {
        links = List.copyOf(links);
    }
}
