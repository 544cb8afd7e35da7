package dev.assay.testcase;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import java.util.Optional;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ReportedIssueRepository extends Sql {
    String COLUMNS = """
            SELECT id, template_id, case_name, description, url, created_at, updated_at FROM test_case_issue
            """;

    @Query(COLUMNS + "WHERE id = :id")
    Optional<ReportedIssue> find(long id);

    /** Oldest first. An empty text selects all. */
    @Query(COLUMNS + """
            WHERE (CAST(:templateId AS text) = '' OR template_id = :templateId)
              AND (CAST(:caseName AS text) = '' OR case_name = :caseName)
            ORDER BY id
            """)
    List<ReportedIssue> list(String templateId, String caseName);

    @Query("""
            INSERT INTO test_case_issue (template_id, case_name, description, url, created_at, updated_at)
            VALUES (:templateId, :caseName, :description, :url, now(), now())
            RETURNING id
            """)
    int insert(String templateId, String caseName, String description, String url);

    /** Leaves {@code updated_at} alone unless something changes (CONV-29). */
    @Query("""
            UPDATE test_case_issue
            SET template_id = :templateId, case_name = :caseName, description = :description, url = :url,
                updated_at = now()
            WHERE id = :id
              AND (template_id, case_name, description, url) <> (:templateId, :caseName, :description, :url)
            """)
    void replace(long id, String templateId, String caseName, String description, String url);

    @Query("DELETE FROM test_case_issue WHERE id = :id")
    int delete(long id);
}
