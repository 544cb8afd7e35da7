package dev.assay.database;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

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

    /**
     * Sets the values. The statement is planned anew each time: which index serves a search depends on what is looked for,
     * and a plan made for any value at all would be wrong for most.
     */
    public void bind(PreparedStatement statement) throws SQLException {
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        int at = 1;
        for (Object value : values) {
            switch (value) {
                case List<?> list
                when list.stream().allMatch(String.class::isInstance) ->
                    statement.setArray(at, statement.getConnection().createArrayOf("text", list.toArray()));
                case List<?> list ->
                    statement.setArray(at, statement.getConnection().createArrayOf("int8", list.toArray()));
                case String text -> statement.setString(at, text);
                case Boolean flag -> statement.setBoolean(at, flag);
                case Integer number -> statement.setInt(at, number);
                case Long number -> statement.setLong(at, number);
                case LocalDateTime time -> statement.setObject(at, time);
                case Instant time -> statement.setObject(at, LocalDateTime.ofInstant(time, ZoneOffset.UTC));
                default -> throw new IllegalArgumentException("no type for " + value.getClass());
            }
            at++;
        }
    }

    /** Reads what it needs of a row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What this finds, row by row. */
    public <T> List<T> rows(JdbcOperations jdbc, Row<T> row) {
        return jdbc.prepareStatement(sql, statement -> {
            bind(statement);
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(row.read(rows));
                }
            }
            return found;
        });
    }

    /** How many rows this changes. */
    public int update(JdbcOperations jdbc) {
        return jdbc.prepareStatement(sql, statement -> {
            bind(statement);
            return statement.executeUpdate();
        });
    }
}
