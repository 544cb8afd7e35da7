package dev.assay.testcase;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/** A note about test cases, which are found by these texts alone: a template, a case, or both (TCI-02). */
@Introspected
public record ReportedIssue(
        int id,
        String templateId,
        String caseName,
        String description,
        String url,
        Instant createdAt,
        Instant updatedAt) {
    /** What a note says. */
    record Note(String templateId, String caseName, String description, String url) {}
}
