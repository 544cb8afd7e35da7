package dev.assay.result;

import dev.assay.issue.IssueAttachmentResponse;
import dev.assay.outcome.ResultStatus;
import dev.assay.web.Timestamp;
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

    public static TestResultResponse from(TestResult.WithHistory shown) {
        TestResult result = shown.result();
        return new TestResultResponse(
                result.id(),
                result.name(),
                Timestamp.naive(result.createdAt()),
                result.category(),
                result.templateId(),
                result.status(),
                result.comment(),
                result.ioLog(),
                shown.previous().stream().map(PreviousResult::from).toList(),
                result.issues().stream().map(IssueAttachmentResponse::from).toList());
    }

    /** A response without previous results. */
    public static TestResultResponse from(TestResult result) {
        return from(new TestResult.WithHistory(result, List.of()));
    }

    /** An earlier result of the same case (TR-PREV-05). */
    @Serdeable(naming = SnakeCaseStrategy.class)
    public record PreviousResult(
            ResultStatus status, String version, int artefactId, int testExecutionId, int testResultId) {
        static PreviousResult from(TestResult.Previous previous) {
            return new PreviousResult(
                    previous.status(),
                    previous.version(),
                    previous.artefactId(),
                    previous.executionId(),
                    previous.id());
        }
    }
}
