package dev.assay.execution;

import dev.assay.artefact.Build;
import dev.assay.outcome.ExecutionStatus;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.MappedProperty;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One run of a test plan, with its links, metadata, environment and build.
 *
 * @param links by ascending id
 * @param metadata values by category, in the order of their ids
 * @param triaged true if each result that failed or was skipped has an issue
 * @param rerunPriority null unless a rerun is requested
 */
@Introspected
public record Execution(
        int id,
        @Nullable String ciLink,
        @Nullable String c3Link,
        @MappedProperty(type = DataType.JSON) List<RelevantLink> links,
        int environmentId,
        String environmentName,
        String architecture,
        ExecutionStatus status,
        String testPlan,
        Instant createdAt,
        @MappedProperty(type = DataType.JSON) Map<String, List<String>> metadata,
        boolean triaged,
        @Nullable Integer rerunPriority,
        int buildId,
        String buildArchitecture,
        @Nullable Integer revision,
        int artefactId) {

    /** A link as stored. */
    public record RelevantLink(int id, String label, String url) {}

    public Build build() {
        return new Build(buildId, buildArchitecture, revision);
    }
}
