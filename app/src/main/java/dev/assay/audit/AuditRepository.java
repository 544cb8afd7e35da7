package dev.assay.audit;

import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class AuditRepository implements Sql {
    private final JdbcOperations jdbc;

    AuditRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Newest first.
     *
     * @param longest images with more bytes than that are left out, and {@code cut} says so
     */
    @Connectable
    List<AuditRow> page(AuditQuery query, int limit, int longest) {
        Fragment page = Fragment.of("""
                SELECT e.id, e.at, e.transaction_id, e.principal, e.principal_name, e.operation, e.action, e.resource,
                       e.resource_id, b.cut,
                       CASE WHEN b.cut THEN NULL ELSE e.before::text END AS before,
                       CASE WHEN b.cut THEN NULL ELSE e.after::text END AS after
                FROM audit_entry e
                CROSS JOIN LATERAL (
                  SELECT coalesce(octet_length(e.before::text), 0) + coalesce(octet_length(e.after::text), 0) > ? AS cut
                ) b
                WHERE true""", longest).then(query.conditions()).then("ORDER BY e.id DESC LIMIT ?", limit);
        return jdbc.prepareStatement(page.sql(), statement -> {
            page.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                List<AuditRow> entries = new ArrayList<>();
                while (rows.next()) {
                    entries.add(row(rows));
                }
                return entries;
            }
        });
    }

    @Query("""
            SELECT id, at, transaction_id, principal, principal_name, operation, action, resource, resource_id,
                   false AS cut, before::text AS before, after::text AS after
            FROM audit_entry
            WHERE id = :id
            """)
    abstract Optional<AuditRow> find(long id);

    /** How many of the oldest entries were removed. */
    @Query("SELECT audit_forget(:olderThan, :atMost)")
    abstract int forget(LocalDateTime olderThan, int atMost);

    private static AuditRow row(ResultSet rows) throws SQLException {
        long resourceId = rows.getLong("resource_id");
        @Nullable Long resource = rows.wasNull() ? null : resourceId;
        return new AuditRow(
                rows.getLong("id"),
                rows.getObject("at", LocalDateTime.class),
                rows.getLong("transaction_id"),
                rows.getString("principal"),
                rows.getString("principal_name"),
                rows.getString("operation"),
                rows.getString("action"),
                rows.getString("resource"),
                resource,
                rows.getBoolean("cut"),
                rows.getString("before"),
                rows.getString("after"));
    }
}
