package dev.assay.search;

import dev.assay.database.Fragment;
import java.util.List;
import java.util.Optional;

/** A condition on an execution's events: {@code any}, {@code none} or one of these names (TE-SEARCH). */
public sealed interface EventFilter {
    record Any() implements EventFilter {}

    record None() implements EventFilter {}

    /** An empty list matches every execution. */
    record OneOf(List<String> names) implements EventFilter {
        public OneOf {
            names = List.copyOf(names);
        }
    }

    /**
     * Reads the query. Empty if it mixes the words {@code any} and {@code none} with names. If both words occur, the
     * last one counts (TE-SEARCH-07).
     */
    static Optional<EventFilter> read(List<String> names) {
        long words = names.stream().filter(EventFilter::isWord).count();
        if (words == 0) {
            return Optional.of(new OneOf(names));
        }
        if (words < names.size()) {
            return Optional.empty();
        }
        return Optional.of(names.getLast().equals("any") ? new Any() : new None());
    }

    private static boolean isWord(String name) {
        return name.equals("any") || name.equals("none");
    }

    /** A condition on a row {@code e} of {@code test_execution}. */
    default Fragment condition() {
        String some = "EXISTS (SELECT FROM test_event t WHERE t.test_execution_id = e.id";
        return switch (this) {
            case Any any -> Fragment.of("AND " + some + ")");
            case None none -> Fragment.of("AND NOT " + some + ")");
            case OneOf(List<String> names) when names.isEmpty() -> Fragment.EMPTY;
            case OneOf(List<String> names) -> Fragment.of("AND " + some + " AND t.event_name = ANY (?))", names);
        };
    }
}
