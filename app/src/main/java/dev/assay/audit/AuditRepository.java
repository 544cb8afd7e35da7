package dev.assay.audit;

import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.time.LocalDateTime;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class AuditRepository implements Sql {
    private final Statements statements;

    AuditRepository(Statements statements) {
        this.statements = statements;
    }

    /**
     * Newest first.
     *
     * @param longest before and after are left out, and {@code cut} is true, if they have more bytes than this
     */
    @Connectable
    List<AuditEntry> entries(Fragment conditions, int limit, int longest) {
        Fragment search = Fragment.of("""
                SELECT e.id, e.at, e.transaction_id, e.principal, e.principal_name, e.operation, e.action, e.resource,
                       e.resource_id, b.cut,
                       CASE WHEN NOT b.cut THEN e.before::text END AS before,
                       CASE WHEN NOT b.cut THEN e.after::text END AS after
                FROM audit_entry e
                CROSS JOIN LATERAL (
                  SELECT coalesce(octet_length(e.before::text), 0) + coalesce(octet_length(e.after::text), 0) > ? AS cut
                ) b
                WHERE true""", longest).then(conditions).then("ORDER BY e.id DESC LIMIT ?", limit);
        return statements.query(search).mapTo(AuditEntry.class).list();
    }

    /** Deletes old entries, oldest first, and returns their number. */
    @Query("SELECT audit_forget(:olderThan, :atMost)")
    abstract int forget(LocalDateTime olderThan, int atMost);
}
