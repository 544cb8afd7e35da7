package dev.assay.environment;

import io.micronaut.core.annotation.Introspected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A note about environments, which are found by name alone.
 *
 * @param url there once it is confirmed (ENI-02)
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
    /** What a note says. */
    record Note(
            String environmentName,
            String description,
            @Nullable String url,
            boolean isConfirmed) {}
}
