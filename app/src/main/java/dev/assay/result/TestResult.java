package dev.assay.result;

import dev.assay.issue.IssueAttachment;
import dev.assay.outcome.ResultStatus;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of a case in an execution. It has only the beginning of long texts.
 *
 * @param category that of the case, which the first result of the case brought
 * @param ownCategory the category that came with this result; null if it is that of the case
 * @param uploadId the upload that brought it; null if it came through v1
 * @param part the name of that upload's part; null for none
 * @param longComment true if the comment is longer than the text here
 * @param longLog true if the log is longer than the text here
 * @param durationMicros the duration in microseconds; null if it is unknown
 */
@Introspected
public record TestResult(
        int id,
        int caseId,
        String name,
        Instant createdAt,
        String category,
        @Nullable String ownCategory,
        String templateId,
        ResultStatus status,
        @Nullable Integer uploadId,
        @Nullable String part,
        String comment,
        boolean longComment,
        String ioLog,
        boolean longLog,
        @Nullable Long durationMicros,
        @TypeDef(type = DataType.JSON) List<IssueAttachment> issues) {
    public TestResult {
        issues = List.copyOf(issues);
    }

    /** True if its texts are complete. */
    boolean isWhole() {
        return !longComment && !longLog;
    }

    /**
     * A result of the same test before another one.
     *
     * @param ranAt when it ran, as its file says; otherwise when it was stored
     * @param part the part of its execution that it belongs to; null for none
     */
    @Introspected
    public record Earlier(
            int id,
            ResultStatus status,
            Instant ranAt,
            @Nullable Long durationMicros,
            @Nullable String part,
            int executionId,
            int artefactId,
            String version) {}

    /** An earlier result of the same case. */
    @Introspected
    public record Previous(int caseId, ResultStatus status, String version, int artefactId, int executionId, int id) {}

    /** @param previous earlier results of the case, those of the newest artefacts first (TR-PREV) */
    public record WithHistory(TestResult result, List<Previous> previous) {
        public WithHistory {
            previous = List.copyOf(previous);
        }
    }
}
