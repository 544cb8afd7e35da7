package dev.assay.issue;

import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;

/**
 * Changes attachments in bulk. Its callers hold a lock on the issue. A transaction that replaces a result holds a lock
 * on that result and waits for its attachments. To avoid a deadlock, the statements here never wait for a result or an
 * attachment: they skip those that are being deleted.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class AttachmentRepository implements Sql {
    private static final int MOST_NAMED = 20;

    private final Statements statements;

    AttachmentRepository(Statements statements) {
        this.statements = statements;
    }

    /** Returns true if the rule exists. It then cannot be deleted until the transaction ends. */
    boolean keepRule(long id) {
        return statements
                .query("SELECT id FROM issue_test_result_attachment_rule WHERE id = :id FOR KEY SHARE")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Given ids that are not ids of results: their number, and the first ones. */
    record Unknown(long count, List<Long> some) {}

    /** Attaches the issue unless an id is unknown. */
    Unknown attach(long issueId, Attachments.Selection selection) {
        Fragment attach = wanted(selection)
                .then("""
                        , had AS MATERIALIZED (
                          SELECT a.test_result_id AS id FROM issue_test_result_attachment a
                          WHERE a.issue_id = ? AND a.test_result_id IN (SELECT id FROM wanted)
                        ), held AS MATERIALIZED (
                          SELECT r.id
                          FROM (SELECT id FROM wanted EXCEPT SELECT id FROM had ORDER BY id) w
                          CROSS JOIN LATERAL (SELECT id FROM test_result WHERE id = w.id FOR KEY SHARE SKIP LOCKED) r
                        ), unknown AS MATERIALIZED (
                          SELECT id FROM given EXCEPT (SELECT id FROM had UNION ALL SELECT id FROM held)
                        ), made AS (
                          INSERT INTO issue_test_result_attachment
                            (issue_id, test_result_id, attachment_rule_id, created_at, updated_at)
                          SELECT ?, held.id, CAST(""", issueId, issueId)
                .then(selection.rule() == null ? "NULL" : "?", rule(selection))
                .then("""
                        AS integer), now(), now()
                          FROM held WHERE NOT EXISTS (SELECT FROM unknown)
                          ORDER BY held.id
                          ON CONFLICT (issue_id, test_result_id) DO NOTHING
                        )
                        SELECT (SELECT count(*) FROM unknown) AS count,
                          coalesce((SELECT array_agg(id ORDER BY id) FROM (
                            SELECT id FROM unknown ORDER BY id LIMIT ?) few), '{}') AS some""", MOST_NAMED);
        return statements.query(attach).mapTo(Unknown.class).one();
    }

    private static Object[] rule(Attachments.Selection selection) {
        return selection.rule() == null ? new Object[0] : new Object[] {selection.rule()};
    }

    void detach(long issueId, Attachments.Selection selection) {
        Fragment detach = wanted(selection).then("""
                        , held AS MATERIALIZED (
                          SELECT a.id FROM issue_test_result_attachment a
                          WHERE a.issue_id = ? AND a.test_result_id IN (SELECT id FROM wanted)
                          ORDER BY a.id
                          FOR UPDATE SKIP LOCKED
                        )
                        DELETE FROM issue_test_result_attachment a USING held WHERE a.id = held.id""", issueId);
        statements.update(detach).execute();
    }

    /**
     * The beginning of a statement. {@code given} has the ids of the request, {@code wanted} these and the results that
     * match the filters.
     */
    private static Fragment wanted(Attachments.Selection selection) {
        Fragment wanted = Fragment.of("""
                WITH given AS MATERIALIZED (
                  SELECT DISTINCT id FROM unnest(CAST(? AS bigint[])) AS g (id)
                ), wanted AS MATERIALIZED (
                  SELECT id FROM given""", selection.ids());
        if (selection.filters() != null) {
            wanted = wanted.then("UNION SELECT f.id FROM (")
                    .then(selection.filters().results())
                    .then(") f");
        }
        return wanted.then(")");
    }
}
