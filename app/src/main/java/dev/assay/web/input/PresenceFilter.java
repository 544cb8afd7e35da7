package dev.assay.web.input;

import java.util.List;

/**
 * What a filter asks of rows that belong to something: nothing, that there is any, that there is none, or one of these ids
 * (TE-SEARCH-06). In a query the parameter is repeated for ids; in JSON it is a list of ids or a word.
 */
public sealed interface PresenceFilter {
    /** Does not matter. */
    PresenceFilter IRRELEVANT = new OneOf(List.of());

    /** The word {@code any}. */
    record Any() implements PresenceFilter {}

    /** The word {@code none}. */
    record None() implements PresenceFilter {}

    /** One of these ids; no ids mean that it does not matter. */
    record OneOf(List<Long> ids) implements PresenceFilter {
        public OneOf {
            ids = List.copyOf(ids);
        }
    }

    default boolean isRelevant() {
        return !equals(IRRELEVANT);
    }
}
