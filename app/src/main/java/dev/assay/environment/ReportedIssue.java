package dev.assay.environment;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A note about all environments with one name.
 *
 * @param url not null if the note is confirmed (ENI-02)
 */
@Introspected
public record ReportedIssue(
        int id,
        String environmentName,
        String description,
        @Nullable String url,
        boolean isConfirmed,
        Instant createdAt,
        Instant updatedAt) {
    /** The content of a note. */
    record Note(
            String environmentName,
            String description,
            @Nullable String url,
            boolean isConfirmed) {}
}
