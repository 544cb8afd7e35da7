package dev.assay.environment;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ReportedIssueRepository implements Sql {
    private final JdbcOperations jdbc;

    ReportedIssueRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** What a note says. */
    record Note(
            String environmentName,
            String description,
            @Nullable String url,
            boolean isConfirmed) {}

    @Query("""
            SELECT id, environment_name, description, url, is_confirmed, created_at, updated_at
            FROM environment_issue
            WHERE CAST(:isConfirmed AS boolean) IS NULL OR is_confirmed = :isConfirmed
            ORDER BY id
            """)
    abstract List<ReportedIssueRow> list(@Nullable Boolean isConfirmed);

    ReportedIssueRow insert(Note note) {
        return write("""
                INSERT INTO environment_issue
                  (environment_name, description, url, is_confirmed, created_at, updated_at)
                VALUES (?, ?, ?, ?, now(), now())
                RETURNING id, environment_name, description, url, is_confirmed, created_at, updated_at
                """, note, null).orElseThrow();
    }

    /** Empty for an unknown one; leaves {@code updated_at} alone unless something changes (CONV-29). */
    Optional<ReportedIssueRow> replace(long id, Note note) {
        return write("""
                UPDATE environment_issue i
                SET environment_name = n.environment_name, description = n.description, url = n.url,
                    is_confirmed = n.is_confirmed,
                    updated_at = CASE WHEN (i.environment_name, i.description, i.url, i.is_confirmed)
                                           IS DISTINCT FROM (n.environment_name, n.description, n.url, n.is_confirmed)
                                      THEN now() ELSE i.updated_at END
                FROM (VALUES (?, ?, ?, ?)) n (environment_name, description, url, is_confirmed)
                WHERE i.id = ?
                RETURNING i.id, i.environment_name, i.description, i.url, i.is_confirmed, i.created_at, i.updated_at
                """, note, id);
    }

    @Query("DELETE FROM environment_issue WHERE id = :id")
    abstract int delete(long id);

    /** By hand: to Micronaut Data every text with UPDATE in it is one, and gives no row. */
    private Optional<ReportedIssueRow> write(String sql, Note note, @Nullable Long id) {
        return jdbc.execute(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                bind(statement, note);
                if (id != null) {
                    statement.setLong(5, id);
                }
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? Optional.of(row(rows)) : Optional.empty();
                }
            }
        });
    }

    private static void bind(PreparedStatement statement, Note note) throws SQLException {
        statement.setString(1, note.environmentName());
        statement.setString(2, note.description());
        statement.setString(3, note.url());
        statement.setBoolean(4, note.isConfirmed());
    }

    private static ReportedIssueRow row(ResultSet rows) throws SQLException {
        return new ReportedIssueRow(
                rows.getInt(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getBoolean(5),
                rows.getObject(6, LocalDateTime.class),
                rows.getObject(7, LocalDateTime.class));
    }
}
