package dev.assay.result;

import dev.assay.issue.IssueAttachmentResponse;
import dev.assay.outcome.ResultStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import java.time.LocalDateTime;
import java.util.List;

/** A result as v1 shows it (TR-RESP). */
@Serdeable(naming = SnakeCaseStrategy.class)
public record TestResultResponse(
        int id,
        String name,
        LocalDateTime createdAt,
        String category,
        String templateId,
        ResultStatus status,
        String comment,
        String ioLog,
        List<PreviousResult> previousResults,
        List<IssueAttachmentResponse> issues) {

    /** How the same case went before (TR-PREV-05). */
    @Serdeable(naming = SnakeCaseStrategy.class)
    public record PreviousResult(
            ResultStatus status, String version, int artefactId, int testExecutionId, int testResultId) {}
}
