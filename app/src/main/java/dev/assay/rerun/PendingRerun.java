package dev.assay.rerun;

import dev.assay.artefact.ArtefactResponse;
import dev.assay.artefact.BuildResponse;
import dev.assay.artefact.Family;
import dev.assay.execution.InContext;
import dev.assay.execution.TestExecutionResponse;
import dev.assay.web.Timestamp;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A requested rerun as agents read it (RR-30).
 *
 * @param testExecution the most recently created one of the group
 * @param createdAt when the rerun was requested
 */
@Serdeable(naming = SnakeCaseStrategy.class)
record PendingRerun(
        int testExecutionId,
        @Nullable String ciLink,
        Family family,
        TestExecutionResponse testExecution,
        ArtefactResponse artefact,
        BuildResponse artefactBuild,
        int priority,
        LocalDateTime createdAt) {

    static PendingRerun from(RerunRequest request, InContext of) {
        return new PendingRerun(
                of.execution().id(),
                of.execution().ciLink(),
                Family.of(of.artefact().family()),
                of.execution(),
                of.artefact(),
                of.build(),
                request.priority(),
                Timestamp.naive(request.createdAt()));
    }
}
