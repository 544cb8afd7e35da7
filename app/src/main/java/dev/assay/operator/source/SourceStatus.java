package dev.assay.operator.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.operator.resource.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a source.
 *
 * @param collected how many executions were recorded
 * @param failed how many could not be read or stored
 * @param lag how many have ended and wait to be recorded
 * @param lastError what was wrong with the last one that failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceStatus(
        @Nullable Long observedGeneration,
        @Nullable List<Condition> conditions,
        @Nullable Long collected,
        @Nullable Long failed,
        @Nullable Integer lag,
        @Nullable String lastError) {}
