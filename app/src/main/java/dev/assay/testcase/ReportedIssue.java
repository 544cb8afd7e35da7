package dev.assay.testcase;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;

/** A note about all test cases with a template, a name, or both (TCI-02). */
@Introspected
public record ReportedIssue(
        int id,
        String templateId,
        String caseName,
        String description,
        String url,
        Instant createdAt,
        Instant updatedAt) {
    /** The content of a note. */
    record Note(String templateId, String caseName, String description, String url) {}
}
