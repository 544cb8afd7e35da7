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
 * How a case went in an execution; of a long text only the beginning.
 *
 * @param longComment whether there is more of its comment
 * @param longLog whether there is more of its log
 * @param durationMicros how long it ran, in microseconds; null when not known
 */
@Introspected
public record TestResult(
        int id,
        int caseId,
        String name,
        Instant createdAt,
        String category,
        String templateId,
        ResultStatus status,
        String comment,
        boolean longComment,
        String ioLog,
        boolean longLog,
        @Nullable Long durationMicros,
        @TypeDef(type = DataType.JSON) List<IssueAttachment> issues) {
    public TestResult {
        issues = List.copyOf(issues);
    }

    /** Whether its texts are all there. */
    boolean isWhole() {
        return !longComment && !longLog;
    }

    /** An earlier result of the same case. */
    @Introspected
    public record Previous(int caseId, ResultStatus status, String version, int artefactId, int executionId, int id) {}

    /** @param previous the newest artefacts first (TR-PREV) */
    public record WithHistory(TestResult result, List<Previous> previous) {
        public WithHistory {
            previous = List.copyOf(previous);
        }
    }
}
