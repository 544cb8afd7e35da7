package dev.assay.search;

import dev.assay.filter.Criteria;
import dev.assay.web.input.PresenceFilter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of executions: all of it (TE-SEARCH).
 *
 * @param results what results it has
 * @param from earliest time of its last change, inclusive
 * @param until latest time of its last change, inclusive
 */
public record ExecutionCriteria(
        Criteria criteria,
        PresenceFilter results,
        EventFilter events,
        @Nullable Instant from,
        @Nullable Instant until) {}
