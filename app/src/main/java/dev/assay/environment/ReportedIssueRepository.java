package dev.assay.environment;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
interface ReportedIssueRepository extends Sql {
    String COLUMNS = """
            SELECT id, environment_name, description, url, is_confirmed, created_at, updated_at FROM environment_issue
            """;

    @Query(COLUMNS + "WHERE id = :id")
    Optional<ReportedIssue> find(long id);

    /** Oldest first. Null selects confirmed and unconfirmed ones. */
    @Query(COLUMNS + "WHERE CAST(:isConfirmed AS boolean) IS NULL OR is_confirmed = :isConfirmed ORDER BY id")
    List<ReportedIssue> list(@Nullable Boolean isConfirmed);

    @Query("""
            INSERT INTO environment_issue (environment_name, description, url, is_confirmed, created_at, updated_at)
            VALUES (:environmentName, :description, :url, :isConfirmed, now(), now())
            RETURNING id
            """)
    int insert(String environmentName, String description, @Nullable String url, boolean isConfirmed);

    /** Leaves {@code updated_at} alone unless something changes (CONV-29). */
    @Query("""
            UPDATE environment_issue
            SET environment_name = :environmentName, description = :description, url = CAST(:url AS text),
                is_confirmed = :isConfirmed, updated_at = now()
            WHERE id = :id
              AND (environment_name, description, url, is_confirmed)
                  IS DISTINCT FROM (:environmentName, :description, CAST(:url AS text), :isConfirmed)
            """)
    void replace(long id, String environmentName, String description, @Nullable String url, boolean isConfirmed);

    @Query("DELETE FROM environment_issue WHERE id = :id")
    int delete(long id);
}
