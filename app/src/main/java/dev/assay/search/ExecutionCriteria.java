package dev.assay.search;

import dev.assay.filter.Criteria;
import dev.assay.web.input.PresenceFilter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Criteria for executions. All of them must match (TE-SEARCH).
 *
 * @param results a condition on the execution's results
 * @param from earliest time of its last change, inclusive
 * @param until latest time of its last change, inclusive
 */
public record ExecutionCriteria(
        Criteria criteria,
        PresenceFilter results,
        EventFilter events,
        @Nullable Instant from,
        @Nullable Instant until) {}
