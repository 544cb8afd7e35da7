package dev.assay.rerun;

import dev.assay.database.Fragment;
import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queue of reruns. Transactions that write several requests lock them in the order of plan, build and environment,
 * so that they cannot deadlock.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class RerunRepository implements Sql {
    private static final String QUEUED = """
            SELECT q.id, q.priority, q.created_at, l.id AS execution
            """;

    /** The newest execution of a request's group. A request {@code q} whose group has none is not shown (RR-31). */
    private static final String NEWEST = """
            CROSS JOIN LATERAL (
              SELECT x.id FROM test_execution x
              WHERE x.artefact_build_id = q.artefact_build_id AND x.environment_id = q.environment_id
                AND x.test_plan_id = q.test_plan_id
              ORDER BY x.created_at DESC, x.id DESC LIMIT 1) l
            """;

    private final Statements statements;

    RerunRepository(Statements statements) {
        this.statements = statements;
    }

    /** @param mostRuns groups with this number of executions get no request; 0 for no limit */
    @Query("""
            INSERT INTO test_execution_rerun_request
              (test_plan_id, artefact_build_id, environment_id, priority, created_at, updated_at)
            SELECT e.test_plan_id, e.artefact_build_id, e.environment_id, 0, now(), now()
            FROM test_execution e
            WHERE e.id = :executionId
              AND (CAST(:mostRuns AS integer) = 0 OR :mostRuns > (
                SELECT count(*) FROM (
                  SELECT FROM test_execution x
                  WHERE x.artefact_build_id = e.artefact_build_id AND x.environment_id = e.environment_id
                    AND x.test_plan_id = e.test_plan_id
                  LIMIT :mostRuns) runs))
              AND NOT EXISTS (
                SELECT FROM test_execution_rerun_request q
                WHERE q.test_plan_id = e.test_plan_id
                  AND q.artefact_build_id = e.artefact_build_id
                  AND q.environment_id = e.environment_id)
            ON CONFLICT (test_plan_id, artefact_build_id, environment_id) DO NOTHING
            """)
    abstract void insertAutomatic(long executionId, int mostRuns);

    /** The artefacts of the selected executions, each once. */
    @Connectable
    List<Integer> artefacts(Selection selection) {
        Fragment ids = Fragment.of("""
                SELECT DISTINCT b.artefact_id FROM artefact_build b
                WHERE b.id IN (SELECT e.artefact_build_id FROM test_execution e WHERE true""").then(selection.conditions()).then(")");
        return statements.query(ids).mapTo(Integer.class).list();
    }

    /**
     * Requests reruns of the groups of the selected executions. Pending requests get the priority, if it is not null,
     * and otherwise stay as they are (RR-22). They are searched first, because a conflicting insert would use up an id.
     */
    @Connectable
    void insertMissing(Selection selection, @Nullable Integer priority) {
        Fragment insert = insertOf(selection, priority).then("""
                        WHERE NOT EXISTS (
                          SELECT FROM test_execution_rerun_request q
                          WHERE q.test_plan_id = g.test_plan_id AND q.artefact_build_id = g.artefact_build_id
                            AND q.environment_id = g.environment_id""").thenGiven("AND q.priority = ?", priority);
        statements
                .update(insert.then(") ORDER BY 1, 2, 3 ON CONFLICT (test_plan_id, artefact_build_id, environment_id)")
                        .then(priority == null ? "DO NOTHING" : "DO UPDATE SET priority = excluded.priority"))
                .execute();
    }

    /**
     * Same as {@link #insertMissing}, but also locks pending requests until the transaction ends. A later read in this
     * transaction is then complete, even if one of the tests starts meanwhile.
     */
    void insertAndHold(Selection selection, @Nullable Integer priority) {
        Fragment insert = insertOf(selection, priority)
                .then("""
                        ORDER BY 1, 2, 3
                        ON CONFLICT (test_plan_id, artefact_build_id, environment_id)
                        DO UPDATE SET priority = excluded.priority, updated_at = now()""")
                .then(priority == null ? "WHERE false" : "WHERE q.priority <> excluded.priority");
        statements.update(insert).execute();
    }

    private static Fragment insertOf(Selection selection, @Nullable Integer priority) {
        return Fragment.of("""
                        INSERT INTO test_execution_rerun_request AS q
                          (test_plan_id, artefact_build_id, environment_id, priority, created_at, updated_at)
                        SELECT g.test_plan_id, g.artefact_build_id, g.environment_id, ?, now(), now()
                        FROM (SELECT DISTINCT e.test_plan_id, e.artefact_build_id, e.environment_id
                              FROM test_execution e WHERE true""", priority == null ? 0 : priority)
                .then(selection.conditions())
                .then(") g");
    }

    /** Withdraws the requests of the groups of the selected executions (RR-33). */
    @Connectable
    void delete(Selection selection) {
        Fragment delete = Fragment.of("""
                        WITH held AS MATERIALIZED (
                          SELECT q.id FROM test_execution_rerun_request q
                          WHERE (q.test_plan_id, q.artefact_build_id, q.environment_id) IN (
                            SELECT e.test_plan_id, e.artefact_build_id, e.environment_id FROM test_execution e WHERE true""").then(selection.conditions()).then("""
                          )
                          ORDER BY q.test_plan_id, q.artefact_build_id, q.environment_id
                          FOR UPDATE
                        )
                        DELETE FROM test_execution_rerun_request q USING held WHERE q.id = held.id""");
        statements.update(delete).execute();
    }

    /** The request of each selected execution's group, in the order of the executions' ids (RR-17). */
    List<RerunRequest> ofEach(Selection selection) {
        return pending(Fragment.of(QUEUED + """
                        FROM test_execution e
                        JOIN test_execution_rerun_request q
                          ON q.test_plan_id = e.test_plan_id AND q.artefact_build_id = e.artefact_build_id
                          AND q.environment_id = e.environment_id
                        """ + NEWEST + "WHERE true")
                .then(selection.conditions())
                .then("ORDER BY e.id"));
    }

    /**
     * A part of the queue: by priority, then first come, first served (RR-25).
     *
     * @param after the last request of the previous part; null for the first part
     */
    @Connectable
    List<RerunRequest> queue(QueueQuery query, @Nullable RerunRequest after, int limit) {
        return pending(part(query, after, limit));
    }

    static Fragment part(QueueQuery query, @Nullable RerunRequest after, int limit) {
        Fragment part = Fragment.of(QUEUED + "FROM test_execution_rerun_request q\n" + NEWEST + "WHERE true");
        if (after != null) {
            part = part.then(
                    "AND (-CAST(q.priority AS bigint), q.created_at, q.id) > (?, ?, ?)",
                    -(long) after.priority(),
                    after.createdAt(),
                    after.id());
        }
        return part.then(query.conditions())
                .then("ORDER BY -CAST(q.priority AS bigint), q.created_at, q.id LIMIT ?", limit);
    }

    private List<RerunRequest> pending(Fragment search) {
        return statements.query(search).mapTo(RerunRequest.class).list();
    }
}
