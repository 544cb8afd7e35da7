package dev.assay.result;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A result as it is read: of a long text only the beginning.
 *
 * @param issues JSON array in the form of {@link dev.assay.issue.IssueAttachment}
 */
@Introspected
record ResultRow(
        int id,
        int caseId,
        String name,
        LocalDateTime createdAt,
        String category,
        String templateId,
        String status,
        String comment,
        boolean longComment,
        String ioLog,
        boolean longLog,
        @Nullable Long durationUs,
        String issues) {}
