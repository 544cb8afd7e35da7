package dev.assay.issue.rule;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.time.Instant;
import java.util.Collection;
import org.jdbi.v3.core.statement.Query;

/**
 * Applies the rules in one statement, which reads only a few of many rules (ADR 19). It is planned once for any number
 * of rules and results, so the order of its steps must not depend on statistics: {@code OFFSET 0} forces the planner to
 * keep each look-up.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class MatchRepository implements Sql {

    /** Names and template ids of the stored cases, from the caller. */
    private static final String GIVEN = """
            stored_name AS (SELECT unnest(:cases) AS name FROM subject),
            stored_template AS (SELECT unnest(:templates) AS template_id FROM subject)
            """;

    /** The same, from the stored results. */
    private static final String STORED = """
            stored_name AS (SELECT DISTINCT name FROM stored_case),
            stored_template AS (SELECT DISTINCT template_id FROM stored_case)
            """;

    /**
     * The keys of the execution (run_key) and of its cases select candidates among the rules. These are compared with
     * the execution, then with each result. If there are no rules, nothing is read. Rules that attach something are
     * locked. A rule that is being deleted attaches nothing: its deletion may wait for a result that this transaction
     * replaces, so this statement does not wait for it.
     */
    private static final String ATTACH = """
            WITH subject AS MATERIALIZED (
              SELECT e.id, CAST(:storedAt AS timestamp) AS stored_at, a.family, a.name, a.version, a.stage, a.track, v.name AS environment
              FROM test_execution e
              JOIN artefact_build b ON b.id = e.artefact_build_id
              JOIN artefact a ON a.id = b.artefact_id
              JOIN environment v ON v.id = e.environment_id
              WHERE e.id = :executionId AND EXISTS (SELECT FROM attachment_rule_key)
            ), pair AS MATERIALIZED (
              SELECT m.category, m.value
              FROM subject s
              JOIN test_execution_metadata_association_table x ON x.test_execution_id = s.id
              JOIN test_execution_metadata m ON m.id = x.test_execution_metadata_id
            ), run AS MATERIALIZED (
              SELECT array_agg(kind || left(value, 200)) AS keys FROM (
                SELECT kind, value FROM subject s CROSS JOIN LATERAL (VALUES
                  ('', ''), ('environment:', s.environment), ('artefact:', s.name), ('version:', s.version),
                  ('track:', s.track), ('stage:', s.stage), ('family:', s.family::text)) k (kind, value)
                UNION ALL
                SELECT 'metadata:', category || '=' || value FROM pair
              ) k
            ), stored AS MATERIALIZED (
              SELECT r.id, r.test_case_id, r.status
              FROM subject s CROSS JOIN LATERAL (
                SELECT id, test_case_id, status FROM test_result
                WHERE test_execution_id = s.id AND created_at + interval '0' = s.stored_at OFFSET 0) r
            ), stored_case AS MATERIALIZED (
              SELECT r.id, r.status, c.name, c.template_id
              FROM stored r CROSS JOIN LATERAL (
                SELECT name, template_id FROM test_case WHERE id = r.test_case_id OFFSET 0) c
            ), %s, by_name AS MATERIALIZED (
              SELECT n.name, k.rule_id
              FROM stored_name n CROSS JOIN LATERAL (
                SELECT rule_id FROM attachment_rule_key
                WHERE case_key = 'case:' || left(n.name, 200) AND run_key || '' = ANY ((SELECT keys FROM run)::text[]) OFFSET 0) k
            ), by_template AS MATERIALIZED (
              SELECT n.template_id, k.rule_id
              FROM stored_template n CROSS JOIN LATERAL (
                SELECT rule_id FROM attachment_rule_key
                WHERE case_key = 'template:' || left(n.template_id, 200)
                  AND run_key || '' = ANY ((SELECT keys FROM run)::text[]) OFFSET 0) k
            ), of_any AS MATERIALIZED (
              SELECT DISTINCT rule_id FROM attachment_rule_key
              WHERE case_key = '' AND run_key = ANY ((SELECT keys FROM run)::text[])
            ), rule AS MATERIALIZED (
              SELECT u.id, u.issue_id, u.test_case_names, u.template_ids, u.test_result_statuses
              FROM (SELECT rule_id FROM by_name UNION SELECT rule_id FROM by_template UNION SELECT rule_id FROM of_any) k
              CROSS JOIN subject s
              CROSS JOIN LATERAL (
                SELECT * FROM issue_test_result_attachment_rule WHERE id = k.rule_id OFFSET 0) u
              WHERE u.enabled
                AND (u.families = '{}' OR s.family = ANY (u.families))
                AND (u.artefacts = '{}' OR s.name = ANY (u.artefacts))
                AND (u.artefact_versions = '{}' OR s.version = ANY (u.artefact_versions))
                AND (u.artefact_stages = '{}' OR s.stage = ANY (u.artefact_stages))
                AND (u.artefact_tracks = '{}' OR s.track = ANY (u.artefact_tracks))
                AND (u.environment_names = '{}' OR s.environment = ANY (u.environment_names))
                AND NOT EXISTS (
                  SELECT FROM issue_test_result_attachment_rule_execution_metadata wanted
                  WHERE wanted.attachment_rule_id = u.id AND NOT EXISTS (
                    SELECT FROM issue_test_result_attachment_rule_execution_metadata m
                    JOIN pair ON pair.category = m.category AND pair.value = m.value
                    WHERE m.attachment_rule_id = u.id AND m.category = wanted.category)
                  OFFSET 0)
            ), fit AS MATERIALIZED (
              SELECT rule.issue_id, rule.id AS rule_id, r.id AS result_id
              FROM by_name k
              JOIN rule ON rule.id = k.rule_id AND k.name = ANY (rule.test_case_names)
              CROSS JOIN LATERAL (SELECT id, template_id FROM test_case WHERE name = k.name OFFSET 0) c
              CROSS JOIN subject s
              CROSS JOIN LATERAL (
                SELECT id, status, created_at FROM test_result
                WHERE test_case_id = c.id AND test_execution_id = s.id OFFSET 0) r
              WHERE r.created_at = s.stored_at
                AND (rule.template_ids = '{}' OR c.template_id = ANY (rule.template_ids))
                AND (rule.test_result_statuses = '{}' OR r.status = ANY (rule.test_result_statuses))
              UNION ALL
              SELECT rule.issue_id, rule.id, r.id
              FROM by_template k
              JOIN rule ON rule.id = k.rule_id AND k.template_id = ANY (rule.template_ids)
              CROSS JOIN LATERAL (
                SELECT id FROM stored_case
                WHERE template_id = k.template_id
                  AND (rule.test_result_statuses = '{}' OR status = ANY (rule.test_result_statuses)) OFFSET 0) r
              UNION ALL
              SELECT rule.issue_id, rule.id, r.id
              FROM of_any k
              JOIN rule ON rule.id = k.rule_id
              CROSS JOIN LATERAL (
                SELECT id FROM stored
                WHERE rule.test_result_statuses = '{}' OR status = ANY (rule.test_result_statuses) OFFSET 0) r
            ), held AS MATERIALIZED (
              SELECT u.id
              FROM (SELECT DISTINCT rule_id FROM fit ORDER BY rule_id) f
              CROSS JOIN LATERAL (
                SELECT id FROM issue_test_result_attachment_rule WHERE id = f.rule_id FOR KEY SHARE SKIP LOCKED) u
            ), attached AS (
              INSERT INTO issue_test_result_attachment (issue_id, test_result_id, attachment_rule_id, created_at, updated_at)
              SELECT DISTINCT ON (fit.issue_id, fit.result_id) fit.issue_id, fit.result_id, fit.rule_id, now(), now()
              FROM fit JOIN held ON held.id = fit.rule_id
              ORDER BY fit.issue_id, fit.result_id, fit.rule_id
              ON CONFLICT (issue_id, test_result_id) DO NOTHING
              RETURNING issue_id
            )
            SELECT EXISTS (SELECT FROM issue WHERE auto_rerun_enabled) AND (
              EXISTS (SELECT FROM attached JOIN issue i ON i.id = attached.issue_id WHERE i.auto_rerun_enabled)
              OR EXISTS (
                SELECT FROM test_result r CROSS JOIN LATERAL (
                  SELECT issue_id FROM issue_test_result_attachment WHERE test_result_id = r.id OFFSET 0) a
                JOIN issue i ON i.id = a.issue_id
                WHERE r.test_execution_id = :executionId AND i.auto_rerun_enabled))
            """;

    static final String ATTACH_GIVEN = ATTACH.formatted(GIVEN.strip());
    static final String ATTACH_STORED = ATTACH.formatted(STORED.strip());

    private final Statements statements;

    MatchRepository(Statements statements) {
        this.statements = statements;
    }

    /** Attaches issues. Returns true if the execution now has a result with an issue that requests reruns. */
    boolean attach(long executionId, Instant storedAt, Collection<String> cases, Collection<String> templates) {
        Query attach = statements
                .query(ATTACH_GIVEN)
                .bindArray("cases", String.class, cases)
                .bindArray("templates", String.class, templates);
        return isAutomatic(attach, executionId, storedAt);
    }

    boolean attach(long executionId, Instant storedAt) {
        return isAutomatic(statements.query(ATTACH_STORED), executionId, storedAt);
    }

    private static boolean isAutomatic(Query attach, long executionId, Instant storedAt) {
        return attach.bind("executionId", executionId)
                .bind("storedAt", storedAt)
                .mapTo(Boolean.class)
                .one();
    }
}
