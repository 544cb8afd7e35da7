package dev.assay.audit;

import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import io.micronaut.core.type.Argument;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class AuditRepository implements Sql {
    private static final Argument<Map<String, Object>> IMAGE = Argument.mapOf(String.class, Object.class);

    private final JdbcOperations jdbc;
    private final JsonMapper json;

    AuditRepository(JdbcOperations jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Newest first.
     *
     * @param longest images with more bytes than that are left out, and {@code cut} says so
     */
    @Connectable
    List<AuditEntry> entries(Fragment conditions, int limit, int longest) {
        return Fragment.of("""
                SELECT e.id, e.at, e.transaction_id, e.principal, e.principal_name, e.operation, e.action, e.resource,
                       e.resource_id, b.cut,
                       CASE WHEN NOT b.cut THEN e.before::text END AS before,
                       CASE WHEN NOT b.cut THEN e.after::text END AS after
                FROM audit_entry e
                CROSS JOIN LATERAL (
                  SELECT coalesce(octet_length(e.before::text), 0) + coalesce(octet_length(e.after::text), 0) > ? AS cut
                ) b
                WHERE true""", longest)
                .then(conditions)
                .then("ORDER BY e.id DESC LIMIT ?", limit)
                .rows(jdbc, this::entry);
    }

    /** How many of the oldest entries were removed. */
    @Query("SELECT audit_forget(:olderThan, :atMost)")
    abstract int forget(LocalDateTime olderThan, int atMost);

    private AuditEntry entry(ResultSet row) throws SQLException {
        return new AuditEntry(
                row.getLong("id"),
                Sql.instant(row, "at"),
                row.getLong("transaction_id"),
                row.getString("principal"),
                row.getString("principal_name"),
                row.getString("operation"),
                AuditAction.of(row.getString("action")),
                row.getString("resource"),
                row.getObject("resource_id", Long.class),
                row.getBoolean("cut"),
                image(row.getString("before")),
                image(row.getString("after")));
    }

    private @Nullable Map<String, Object> image(@Nullable String text) {
        try {
            return text == null ? null : json.readValue(text, IMAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
