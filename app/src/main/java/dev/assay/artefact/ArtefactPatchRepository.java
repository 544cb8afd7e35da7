package dev.assay.artefact;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.mapper.Nested;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ArtefactPatchRepository implements Sql {
    private final Statements statements;

    ArtefactPatchRepository(Statements statements) {
        this.statements = statements;
    }

    /**
     * The columns that a patch may change.
     *
     * @param bundleHash the hash of the bundle (DM-35); null unless the artefact is a solution
     */
    record Columns(
            String status,
            boolean archived,
            String stage,
            String comment,
            @Nullable String jiraIssue,
            @Nullable String bundleHash) {}

    record LockedArtefact(int id, Family family, @Nested Columns columns) {}

    /**
     * Counts of the reviews of the latest builds.
     *
     * @param unapproved undecided or rejected
     */
    @Introspected
    record Reviews(int unapproved, int rejected) {}

    @Introspected
    record KnownUser(int id, String email) {}

    /** Locks the row until the transaction ends, so that patches of one artefact run one after the other. */
    Optional<LockedArtefact> lock(long id) {
        String sql = """
                SELECT id, family, status, archived, stage, comment, jira_issue, bundled_builds_hash AS bundle_hash
                FROM artefact WHERE id = :id FOR NO KEY UPDATE
                """;
        return statements.query(sql).bind("id", id).mapTo(LockedArtefact.class).findOne();
    }

    @Query("""
            SELECT count(*) FILTER (WHERE r.review_decision = '{}' OR 'REJECTED' = ANY (r.review_decision)) AS unapproved,
                   count(*) FILTER (WHERE 'REJECTED' = ANY (r.review_decision)) AS rejected
            FROM latest_build l JOIN artefact_build_environment_review r ON r.artefact_build_id = l.id
            WHERE l.artefact_id = :id
            """)
    abstract Reviews reviews(int id);

    @Query("SELECT id, email FROM app_user WHERE id = ANY (CAST(:ids AS bigint[]))")
    abstract List<KnownUser> usersById(Long[] ids);

    @Query("SELECT id, email FROM app_user WHERE email = ANY (CAST(:emails AS text[]))")
    abstract List<KnownUser> usersByEmail(String[] emails);

    @Query("SELECT id FROM artefact_build WHERE id = ANY (CAST(:ids AS bigint[]))")
    abstract List<Integer> builds(Long[] ids);

    /** True if another solution has this stage and bundle, and otherwise the same key as this one (DM-02). */
    @Query("""
            SELECT EXISTS (
              SELECT FROM artefact a
              JOIN artefact other
                ON other.family = 'solution' AND other.name = a.name AND other.source = a.source
                AND other.version = a.version AND other.track = a.track
              WHERE a.id = :id AND other.id <> a.id AND other.stage = :stage
                AND other.bundled_builds_hash = CAST(:bundleHash AS varchar))
            """)
    abstract boolean isSolutionTaken(int id, String stage, @Nullable String bundleHash);

    /** Call it only if a column changes, because it also sets {@code updated_at} (CONV-29). */
    @Query("""
            UPDATE artefact
            SET status = CAST(:status AS artefactstatus), archived = :archived, stage = :stage, comment = :comment,
                jira_issue = :jiraIssue, bundled_builds_hash = :bundleHash, updated_at = now()
            WHERE id = :id
            """)
    abstract void write(
            int id,
            String status,
            boolean archived,
            String stage,
            String comment,
            @Nullable String jiraIssue,
            @Nullable String bundleHash);

    /** Returns the users that were not reviewers before. */
    Set<Integer> replaceReviewers(int id, Collection<Integer> users) {
        return replace("artefact_reviewers_association", "user_id", id, users);
    }

    void replaceBundle(int id, Collection<Integer> builds) {
        replace("artefact_bundled_builds_association", "artefact_build_id", id, builds);
    }

    private Set<Integer> replace(String table, String column, int id, Collection<Integer> given) {
        String sql = """
                WITH gone AS (DELETE FROM %1$s WHERE artefact_id = :id AND %2$s <> ALL (:given))
                INSERT INTO %1$s (artefact_id, %2$s) SELECT :id, unnest(:given) ON CONFLICT DO NOTHING RETURNING %2$s
                """.formatted(table, column);
        return statements
                .query(sql)
                .bind("id", id)
                .bindArray("given", Integer.class, given)
                .mapTo(Integer.class)
                .set();
    }

    /**
     * Deletes the artefact; cascades delete its builds, its executions and what belongs to them. Returns false if there
     * is no such artefact.
     *
     * <p>Metadata has no cascade, so this deletes it itself. It first locks every row to which another transaction could
     * add metadata, from artefact to execution, which is the order of start-test.
     */
    boolean deleteAll(int id) {
        String sql = """
                SELECT FROM artefact WHERE id = :id FOR UPDATE;
                SELECT FROM artefact_build WHERE artefact_id = :id ORDER BY id FOR UPDATE;
                SELECT FROM test_execution
                WHERE artefact_build_id IN (SELECT id FROM artefact_build WHERE artefact_id = :id) ORDER BY id FOR UPDATE;
                DELETE FROM test_execution_metadata_association_table
                WHERE test_execution_id IN (
                  SELECT e.id FROM test_execution e JOIN artefact_build b ON b.id = e.artefact_build_id
                  WHERE b.artefact_id = :id)
                """;
        statements.update(sql).bind("id", id).execute();
        return delete(id) > 0;
    }

    @Query("DELETE FROM artefact WHERE id = :id")
    abstract int delete(int id);
}
