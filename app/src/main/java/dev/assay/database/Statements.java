package dev.assay.database;

import io.micronaut.data.connection.ConnectionOperations;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.generic.GenericTypes;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * Runs statements that Micronaut Data cannot express (ADR 38), with Jdbi, on the caller's connection: within its transaction, or by
 * {@code @Connectable}. Parameters have names, {@code :id}. Rows become records by their constructors, with columns in snake case.
 * Text becomes an enum constant by its name in any case. Times are instants, and columns hold UTC.
 */
@Singleton
public class Statements {
    /**
     * Plans the statement for its values each time: the best index for a search depends on what is searched for, and a plan for any
     * value would be wrong for most.
     */
    private static final StatementCustomizer PLANNED_EACH_TIME = new StatementCustomizer() {
        @Override
        public void beforeExecution(PreparedStatement statement, StatementContext context) throws SQLException {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        }
    };

    /** The mappers of records, one for each type: finding the constructor takes longer than the statement. */
    private static final ClassValue<RowMapper<?>> RECORDS = new ClassValue<>() {
        @Override
        protected RowMapper<?> computeValue(Class<?> type) {
            return ConstructorMapper.of(type);
        }
    };

    private static final GenericType<Map<String, Object>> OBJECT = new GenericType<>() {};

    private final Jdbi jdbi;

    @Inject
    Statements(ConnectionOperations<Connection> connections, JsonMapper json) {
        this(() -> connections.getConnectionStatus().getConnection());
        jdbi.registerColumnMapper(OBJECT, (row, column, _) -> object(json, row.getString(column)));
    }

    private Statements(Supplier<Connection> connection) {
        this.jdbi = Jdbi.create(connection::get)
                .registerRowMapper(Statements::record)
                .registerArgument(Statements::argument)
                .registerColumnMapper(Instant.class, Statements::instant)
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Long.class, "int8")
                .registerArrayType(String.class, "text");
        jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
        // Values that callers send must not appear in logs
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    }

    /** For a connection that the caller opened. */
    public static Statements on(Connection connection) {
        return new Statements(() -> connection);
    }

    /** A statement that returns rows, even if it also changes some. */
    public Query query(String sql) {
        return handle().createQuery(sql);
    }

    /** A statement assembled from fragments, planned each time it runs. */
    public Query query(Fragment fragment) {
        return bound(query(fragment.sql()), fragment);
    }

    /** A statement that returns no rows, or several such statements in one round trip, separated by semicolons. */
    public Update update(String sql) {
        return handle().createUpdate(sql);
    }

    /** A statement assembled from fragments, planned each time it runs. */
    public Update update(Fragment fragment) {
        return bound(update(fragment.sql()), fragment);
    }

    /** Writes rows for {@code COPY … FROM STDIN (FORMAT binary)}. */
    @FunctionalInterface
    public interface RowWriter {
        void write(BinaryCopy copy) throws SQLException;
    }

    /** Inserts rows in the fastest way, in bounded memory. */
    public void copy(String sql, RowWriter rows) {
        try (BinaryCopy copy = new BinaryCopy(handle().getConnection(), sql)) {
            rows.write(copy);
            copy.finish();
        } catch (SQLException e) {
            throw new DataAccessException("COPY failed: " + e.getMessage(), e);
        }
    }

    /** A handle that need not be closed: the connection belongs to the caller, and each statement closes itself. */
    private Handle handle() {
        return jdbi.open();
    }

    private static <T extends SqlStatement<T>> T bound(T statement, Fragment fragment) {
        for (int i = 0; i < fragment.values().size(); i++) {
            switch (fragment.values().get(i)) {
                case List<?> list
                when list.stream().allMatch(String.class::isInstance) -> statement.bindArray(i, String.class, list);
                case List<?> list -> statement.bindArray(i, Long.class, list);
                case Object value -> statement.bind(i, value);
            }
        }
        return statement.addCustomizer(PLANNED_EACH_TIME);
    }

    private static Optional<RowMapper<?>> record(Type type, ConfigRegistry config) {
        Class<?> erased = GenericTypes.getErasedType(type);
        return erased.isRecord() ? Optional.of(RECORDS.get(erased)) : Optional.empty();
    }

    private static Optional<Argument> argument(Type type, Object value, ConfigRegistry config) {
        return value instanceof Instant time
                ? Optional.of((position, statement, _) ->
                        statement.setObject(position, LocalDateTime.ofInstant(time, ZoneOffset.UTC)))
                : Optional.empty();
    }

    private static @Nullable Instant instant(ResultSet row, int column, StatementContext context) throws SQLException {
        LocalDateTime time = row.getObject(column, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    private static @Nullable Map<String, Object> object(JsonMapper json, @Nullable String text) {
        try {
            return text == null
                    ? null
                    : json.readValue(text, io.micronaut.core.type.Argument.mapOf(String.class, Object.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
