package dev.assay.rerun;

import dev.assay.artefact.Family;
import dev.assay.artefact.v1.ArtefactResponse;
import dev.assay.artefact.v1.BuildResponse;
import dev.assay.execution.InContext;
import dev.assay.execution.v1.TestExecutionResponse;
import dev.assay.web.Timestamp;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A requested rerun as agents read it (RR-30).
 *
 * @param testExecution the most recently created execution of the group
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
                of.artefact().family(),
                TestExecutionResponse.from(of.execution()),
                ArtefactResponse.from(of.artefact()),
                BuildResponse.from(of.execution().build()),
                request.priority(),
                Timestamp.naive(request.createdAt()));
    }
}
