package dev.assay.testcase;

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
    record Note(String templateId, String caseName, String description, String url) {}

    @Query("""
            SELECT id, template_id, case_name, description, url, created_at, updated_at
            FROM test_case_issue
            WHERE (CAST(:templateId AS text) = '' OR template_id = :templateId)
              AND (CAST(:caseName AS text) = '' OR case_name = :caseName)
            ORDER BY id
            """)
    abstract List<ReportedIssueRow> list(String templateId, String caseName);

    ReportedIssueRow insert(Note note) {
        return write("""
                INSERT INTO test_case_issue
                  (template_id, case_name, description, url, created_at, updated_at)
                VALUES (?, ?, ?, ?, now(), now())
                RETURNING id, template_id, case_name, description, url, created_at, updated_at
                """, note, null).orElseThrow();
    }

    /** Empty for an unknown one; leaves {@code updated_at} alone unless something changes (CONV-29). */
    Optional<ReportedIssueRow> replace(long id, Note note) {
        return write("""
                UPDATE test_case_issue i
                SET template_id = n.template_id, case_name = n.case_name, description = n.description, url = n.url,
                    updated_at = CASE WHEN (i.template_id, i.case_name, i.description, i.url)
                                           IS DISTINCT FROM (n.template_id, n.case_name, n.description, n.url)
                                      THEN now() ELSE i.updated_at END
                FROM (VALUES (?, ?, ?, ?)) n (template_id, case_name, description, url)
                WHERE i.id = ?
                RETURNING i.id, i.template_id, i.case_name, i.description, i.url, i.created_at, i.updated_at
                """, note, id);
    }

    @Query("DELETE FROM test_case_issue WHERE id = :id")
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
        statement.setString(1, note.templateId());
        statement.setString(2, note.caseName());
        statement.setString(3, note.description());
        statement.setString(4, note.url());
    }

    private static ReportedIssueRow row(ResultSet rows) throws SQLException {
        return new ReportedIssueRow(
                rows.getInt(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getObject(6, LocalDateTime.class),
                rows.getObject(7, LocalDateTime.class));
    }
}
