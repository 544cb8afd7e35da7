package dev.assay.database;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a statement with the values of its question marks, for statements that are assembled, such as with conditions that only
 * some requests have. The text comes only from our sources; whatever a caller sends is a value.
 *
 * @param values texts, whole numbers, booleans or times; a list of texts or of whole numbers is an array
 */
public record Fragment(String sql, List<Object> values) {
    public static final Fragment EMPTY = new Fragment("", List.of());

    public Fragment {
        values = List.copyOf(values);
    }

    public static Fragment of(String sql, Object... values) {
        return new Fragment(sql, List.of(values));
    }

    /** This fragment, then another after a line break. */
    public Fragment then(Fragment more) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(more.values);
        return new Fragment(sql + "\n" + more.sql, all);
    }

    public Fragment then(String more, Object... itsValues) {
        return then(of(more, itsValues));
    }

    /** As {@link #then(String, Object...)}, but only if {@code given} is true. */
    public Fragment thenIf(boolean given, String more, Object... itsValues) {
        return given ? then(more, itsValues) : this;
    }

    /** As {@link #then(String, Object...)}, but only if there is a value. */
    public Fragment thenGiven(String more, @Nullable Object value) {
        return value == null ? this : then(more, value);
    }

    /** Conditions, each beginning with AND, that a column is between these times, inclusive; a time that is null is not a condition. */
    public static Fragment within(String column, @Nullable Instant from, @Nullable Instant until) {
        return EMPTY.thenGiven("AND " + column + " >= ?", from).thenGiven("AND " + column + " <= ?", until);
    }
}
