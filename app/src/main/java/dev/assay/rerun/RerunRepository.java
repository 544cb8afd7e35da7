package dev.assay.rerun;

import dev.assay.platform.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class RerunRepository implements Sql {

    @Query("""
            INSERT INTO test_execution_rerun_request
              (test_plan_id, artefact_build_id, environment_id, priority, created_at, updated_at)
            SELECT e.test_plan_id, e.artefact_build_id, e.environment_id, 0, now(), now()
            FROM test_execution e
            WHERE e.id = :executionId
              AND EXISTS (SELECT FROM issue WHERE auto_rerun_enabled)
              AND EXISTS (
                SELECT FROM test_result r
                JOIN issue_test_result_attachment a ON a.test_result_id = r.id
                JOIN issue i ON i.id = a.issue_id
                WHERE r.test_execution_id = e.id AND i.auto_rerun_enabled)
              AND NOT EXISTS (
                SELECT FROM test_execution_rerun_request q
                WHERE q.test_plan_id = e.test_plan_id
                  AND q.artefact_build_id = e.artefact_build_id
                  AND q.environment_id = e.environment_id)
            ON CONFLICT (test_plan_id, artefact_build_id, environment_id) DO NOTHING
            """)
    abstract void insertIfAutomatic(long executionId);
}
