package dev.assay.database;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a statement with the values of its question marks, for statements that are put together: conditions that only
 * some requests have. Text comes from our sources only; what a caller sends is always a value.
 *
 * @param values text, whole numbers, booleans, times; a list of text or of whole numbers is an array
 */
public record Fragment(String sql, List<Object> values) {
    public static final Fragment EMPTY = new Fragment("", List.of());

    public Fragment {
        values = List.copyOf(values);
    }

    public static Fragment of(String sql, Object... values) {
        return new Fragment(sql, List.of(values));
    }

    /** This, then that, with a line break between. */
    public Fragment then(Fragment more) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(more.values);
        return new Fragment(sql + "\n" + more.sql, all);
    }

    public Fragment then(String more, Object... itsValues) {
        return then(of(more, itsValues));
    }

    /** As {@link #then(String, Object...)}, but only if the condition is given. */
    public Fragment thenIf(boolean given, String more, Object... itsValues) {
        return given ? then(more, itsValues) : this;
    }

    /** As {@link #then(String, Object...)}, but only if there is a value. */
    public Fragment thenGiven(String more, @Nullable Object value) {
        return value == null ? this : then(more, value);
    }

    /** Conditions, each beginning with AND, that a column lies between these times, inclusive, as far as they are given. */
    public static Fragment within(String column, @Nullable Instant from, @Nullable Instant until) {
        return EMPTY.thenGiven("AND " + column + " >= ?", from).thenGiven("AND " + column + " <= ?", until);
    }
}
