package dev.assay.issue;

import dev.assay.database.Fragment;
import dev.assay.database.Page;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import dev.assay.tracker.TrackedIssue;
import io.micronaut.core.type.Argument;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class IssueRepository implements Sql {
    private static final Argument<List<Issue.Counted>> COUNTED = Argument.listOf(Issue.Counted.class);

    private final Statements statements;
    private final JsonMapper json;

    IssueRepository(Statements statements, JsonMapper json) {
        this.statements = statements;
        this.json = json;
    }

    @Query("SELECT " + IssueSql.ISSUE + " AS issue, coalesce((SELECT json_agg(" + IssueSql.RULE + """
            ORDER BY u.id)
            FROM issue_test_result_attachment_rule u WHERE u.issue_id = i.id), '[]') AS rules
            FROM issue i WHERE i.id = :id
            """)
    abstract Optional<Issue.WithRules> find(long id);

    /**
     * A page in the order of tracker, project and key (ISS-7). Executions are counted only for the issues of the page
     * (ISS-9).
     */
    @Connectable
    Page<Issue.Counted> list(IssueQuery query) {
        return statements
                .query(statement(query))
                .map((row, _) -> new Page<>(counted(row.getString(2)), row.getLong(1)))
                .one();
    }

    private List<Issue.Counted> counted(String text) {
        try {
            return json.readValue(text, COUNTED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Fragment statement(IssueQuery query) {
        return query.matches()
                .then(
                        "SELECT (SELECT count(*) FROM m), coalesce((SELECT json_agg(json_build_object('issue',"
                                + IssueSql.ISSUE + """
                        , 'executions', n.executions) ORDER BY i.source, i.project, i.key)
                        FROM (SELECT id FROM m ORDER BY source, project, key LIMIT ? OFFSET ?) page
                        JOIN issue i ON i.id = page.id
                        CROSS JOIN LATERAL (
                          SELECT count(DISTINCT r.test_execution_id) AS executions
                          FROM (SELECT test_result_id FROM issue_test_result_attachment
                                WHERE issue_id = i.id ORDER BY test_result_id OFFSET 0) t
                          JOIN test_result r ON r.id = t.test_result_id) n), '[]')::text""",
                        query.limit(),
                        query.offset());
    }

    /**
     * The id of this issue, created if necessary. Null if a concurrent transaction has just inserted it: ask again. A
     * key that was stored with leading zeros is found, too (ISS-2).
     */
    @Nullable
    Integer findOrInsert(TrackedIssue issue) {
        return statements
                .query("""
                        WITH known AS (
                          SELECT id FROM (
                            SELECT id, false AS old FROM issue
                            WHERE project = :project AND source = CAST(:source AS issuesource) AND key = :key
                            UNION ALL
                            SELECT id, true FROM issue
                            WHERE project = :project AND source = CAST(:source AS issuesource) AND key LIKE '0_%'
                              AND coalesce(nullif(ltrim(key, '0'), ''), '0') = :key
                          ) i ORDER BY old, id LIMIT 1
                        ), made AS (
                          INSERT INTO issue (source, project, key, title, status, created_at, updated_at)
                          SELECT CAST(:source AS issuesource), :project, :key, '', 'UNKNOWN', now(), now()
                          WHERE NOT EXISTS (SELECT FROM known)
                          ON CONFLICT (project, source, key) DO NOTHING
                          RETURNING id
                        )
                        SELECT id FROM known UNION ALL SELECT id FROM made""")
                .bind("project", issue.project())
                .bind("source", issue.source().name())
                .bind("key", issue.key())
                .mapTo(Integer.class)
                .findOne()
                .orElse(null);
    }

    boolean hold(long id) {
        return statements
                .query("SELECT id FROM issue WHERE id = :id FOR NO KEY UPDATE")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Null leaves a column as it is. {@code updated_at} is set only if something changes (CONV-29). */
    @Query("""
            UPDATE issue SET
              title = coalesce(CAST(:title AS text), title),
              status = coalesce(CAST(:status AS issuestatus), status),
              auto_rerun_enabled = coalesce(CAST(:autoRerun AS boolean), auto_rerun_enabled),
              updated_at = now()
            WHERE id = :id
              AND (title <> CAST(:title AS text) OR status <> CAST(:status AS issuestatus)
                OR auto_rerun_enabled <> CAST(:autoRerun AS boolean))
            """)
    abstract int change(long id, @Nullable String title, @Nullable String status, @Nullable Boolean autoRerun);
}
