package dev.assay.seed;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.time.Instant;

/** Moves what was generated into the past. It changes times and nothing else. */
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class TimesRepository implements Sql {
    private final Statements statements;

    TimesRepository(Statements statements) {
        this.statements = statements;
    }

    /** Moves an execution with its events, links, results and their attachments. One round trip. */
    @Connectable
    void moveExecution(int id, Instant began, Instant ended) {
        statements
                .update("""
                        UPDATE test_execution SET created_at = :began, updated_at = :ended WHERE id = :id;
                        UPDATE test_event SET created_at = timestamp, updated_at = timestamp WHERE test_execution_id = :id;
                        UPDATE test_execution_relevant_link SET created_at = :began, updated_at = :began
                        WHERE test_execution_id = :id;
                        UPDATE test_result SET created_at = :ended, updated_at = :ended WHERE test_execution_id = :id;
                        UPDATE issue_test_result_attachment SET created_at = :ended, updated_at = :ended
                        WHERE test_result_id IN (SELECT id FROM test_result WHERE test_execution_id = :id)
                        """)
                .bind("id", id)
                .bind("began", began)
                .bind("ended", ended)
                .execute();
    }

    /**
     * Moves artefacts, builds and reviews to the time of their first execution, decisions to a day after the last one, and
     * requested reruns to the end of theirs, if their executions have such links. One round trip.
     */
    @Connectable
    void moveSubjects(String prefix) {
        statements.update("""
                        UPDATE artefact a SET created_at = x.began, updated_at = x.ended
                        FROM (
                          SELECT b.artefact_id, min(e.created_at) AS began, max(e.updated_at) AS ended
                          FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                          WHERE starts_with(e.ci_link, :prefix)
                          GROUP BY b.artefact_id
                        ) x
                        WHERE x.artefact_id = a.id AND a.created_at > x.began;
                        UPDATE artefact_build b SET created_at = x.began, updated_at = x.began
                        FROM (
                          SELECT artefact_build_id, min(created_at) AS began
                          FROM test_execution
                          WHERE starts_with(ci_link, :prefix)
                          GROUP BY artefact_build_id
                        ) x
                        WHERE x.artefact_build_id = b.id AND b.created_at > x.began;
                        UPDATE artefact_build_environment_review r SET
                          created_at = x.began,
                          updated_at = CASE WHEN r.review_decision = '{}' THEN x.began ELSE least(x.decided, r.updated_at) END
                        FROM (
                          SELECT artefact_build_id, environment_id, min(created_at) AS began,
                                 max(updated_at) + interval '1 day' AS decided
                          FROM test_execution
                          WHERE starts_with(ci_link, :prefix)
                          GROUP BY artefact_build_id, environment_id
                        ) x
                        WHERE x.artefact_build_id = r.artefact_build_id AND x.environment_id = r.environment_id
                          AND r.created_at > x.began;
                        UPDATE test_execution_rerun_request q SET created_at = x.ended, updated_at = x.ended
                        FROM (
                          SELECT test_plan_id, artefact_build_id, environment_id, max(updated_at) AS ended
                          FROM test_execution
                          WHERE starts_with(ci_link, :prefix)
                          GROUP BY test_plan_id, artefact_build_id, environment_id
                        ) x
                        WHERE x.test_plan_id = q.test_plan_id AND x.artefact_build_id = q.artefact_build_id
                          AND x.environment_id = q.environment_id AND q.created_at > x.ended
                        """).bind("prefix", prefix).execute();
    }
}
