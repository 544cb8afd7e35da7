package dev.assay.issue;

import dev.assay.platform.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.time.LocalDateTime;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class AttachmentRuleRepository implements Sql {

    /** Rules are narrowed to the execution first; without any, the results are not looked at. */
    @Query("""
            WITH subject AS (
              SELECT a.family, a.name, a.version, a.stage, a.track, v.name AS environment
              FROM test_execution e
              JOIN artefact_build b ON b.id = e.artefact_build_id
              JOIN artefact a ON a.id = b.artefact_id
              JOIN environment v ON v.id = e.environment_id
              WHERE e.id = :executionId
            ), applicable AS MATERIALIZED (
              SELECT r.id, r.issue_id, r.test_case_names, r.template_ids, r.test_result_statuses
              FROM issue_test_result_attachment_rule r, subject s
              WHERE r.enabled
                AND (r.families = '{}' OR s.family = ANY (r.families))
                AND (r.artefacts = '{}' OR s.name = ANY (r.artefacts))
                AND (r.artefact_versions = '{}' OR s.version = ANY (r.artefact_versions))
                AND (r.artefact_stages = '{}' OR s.stage = ANY (r.artefact_stages))
                AND (r.artefact_tracks = '{}' OR s.track = ANY (r.artefact_tracks))
                AND (r.environment_names = '{}' OR s.environment = ANY (r.environment_names))
                AND NOT EXISTS (
                  SELECT wanted.category
                  FROM issue_test_result_attachment_rule_execution_metadata wanted
                  LEFT JOIN (
                    SELECT m.category, m.value
                    FROM test_execution_metadata m
                    JOIN test_execution_metadata_association_table x ON x.test_execution_metadata_id = m.id
                    WHERE x.test_execution_id = :executionId
                  ) has ON has.category = wanted.category AND has.value = wanted.value
                  WHERE wanted.attachment_rule_id = r.id
                  GROUP BY wanted.category
                  HAVING count(has.value) = 0)
            )
            INSERT INTO issue_test_result_attachment
              (issue_id, test_result_id, attachment_rule_id, created_at, updated_at)
            SELECT DISTINCT ON (rule.issue_id, result.id) rule.issue_id, result.id, rule.id, now(), now()
            FROM test_result result
            JOIN test_case tc ON tc.id = result.test_case_id
            JOIN applicable rule
              ON (rule.test_case_names = '{}' OR tc.name = ANY (rule.test_case_names))
              AND (rule.template_ids = '{}' OR tc.template_id = ANY (rule.template_ids))
              AND (rule.test_result_statuses = '{}' OR result.status = ANY (rule.test_result_statuses))
            WHERE (SELECT count(*) FROM applicable) > 0
              AND result.test_execution_id = :executionId
              AND result.created_at = :storedAt
            ORDER BY rule.issue_id, result.id, rule.id
            ON CONFLICT (issue_id, test_result_id) DO NOTHING
            """)
    abstract void attachMatching(long executionId, LocalDateTime storedAt);
}
