package dev.assay.execution;

import dev.assay.artefact.ArtefactKey;
import dev.assay.outcome.ExecutionStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to start: the artefact and its build, where it runs, and what is set on the new execution.
 *
 * @param architecture null only for an image whose builds have one architecture
 * @param revision null for families without revisions
 * @param ciLink identity of the execution for retries; null makes a new one each time
 * @param needsAssignment reviewers are to be assigned, if need be (TE-ASSIGN-01)
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
    /** The architecture of what runs the same on all of them. */
    public static final String ANY_ARCHITECTURE = "all";

    public NewExecution {
        links = List.copyOf(links);
    }
}
