package dev.assay.result;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/** @param issues JSON array in the form of {@link dev.assay.issue.IssueAttachment} */
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
        String ioLog,
        @Nullable Long durationUs,
        String issues) {}
