package dev.assay.web.input;

import java.util.List;

/**
 * A filter on the rows that belong to something: no condition, at least one row, no row, or one of these ids (TE-SEARCH-06). In a
 * query the parameter is repeated for ids; in JSON it is a list of ids or a word.
 */
public sealed interface PresenceFilter {
    /** No condition. */
    PresenceFilter IRRELEVANT = new OneOf(List.of());

    /** The word {@code any}. */
    record Any() implements PresenceFilter {}

    /** The word {@code none}. */
    record None() implements PresenceFilter {}

    /** One of these ids; without ids there is no condition. */
    record OneOf(List<Long> ids) implements PresenceFilter {
        public OneOf {
            ids = List.copyOf(ids);
        }
    }

    default boolean isRelevant() {
        return !equals(IRRELEVANT);
    }
}
