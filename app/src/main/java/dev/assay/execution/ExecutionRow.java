package dev.assay.execution;

import io.micronaut.core.annotation.Introspected;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An execution with what belongs to it.
 *
 * @param links JSON array of objects with id, label and url, ascending id
 * @param metadata JSON array of category and value pairs, ascending id
 */
@Introspected
record ExecutionRow(
        int id,
        @Nullable String ciLink,
        @Nullable String c3Link,
        String links,
        int environmentId,
        String environmentName,
        String architecture,
        String status,
        String testPlan,
        LocalDateTime createdAt,
        String metadata,
        boolean triaged,
        @Nullable Integer rerunPriority,
        int buildId,
        String buildArchitecture,
        @Nullable Integer revision,
        int artefactId) {}
