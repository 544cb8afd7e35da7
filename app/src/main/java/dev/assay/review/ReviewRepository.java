package dev.assay.review;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ReviewRepository implements Sql {
    private static final String COLUMNS = """
            SELECT r.id, to_json(r.review_decision)::text AS decision, r.review_comment AS comment,
                   v.id AS environment_id, v.name AS environment_name, v.architecture AS environment_architecture,
                   b.id AS build_id, b.architecture AS build_architecture, b.revision,
                   (SELECT coalesce(json_agg(json_build_object(
                                      'id', u.id, 'launchpadHandle', u.launchpad_handle, 'email', u.email,
                                      'name', u.name) ORDER BY u.id), '[]')::text
                    FROM environment_review_reviewers_association x
                    JOIN app_user u ON u.id = x.user_id
                    WHERE x.environment_review_id = r.id) AS reviewers
            FROM artefact_build_environment_review r
            JOIN environment v ON v.id = r.environment_id
            """;

    private final Statements statements;

    ReviewRepository(Statements statements) {
        this.statements = statements;
    }

    /** Checks before it inserts, because a conflicting insert would use up an id each time. */
    @Query("""
            INSERT INTO artefact_build_environment_review
              (artefact_build_id, environment_id, review_decision, review_comment, created_at, updated_at)
            SELECT :buildId, :environmentId, '{}', '', now(), now()
            WHERE NOT EXISTS (
              SELECT FROM artefact_build_environment_review
              WHERE artefact_build_id = :buildId AND environment_id = :environmentId)
            ON CONFLICT (artefact_build_id, environment_id) DO NOTHING
            """)
    abstract void insertUnlessThere(int buildId, int environmentId);

    @Query("SELECT EXISTS (SELECT FROM artefact WHERE id = :artefactId)")
    abstract boolean hasArtefact(long artefactId);

    @Query("SELECT EXISTS (SELECT FROM artefact_build_environment_review WHERE id = :id)")
    abstract boolean exists(long id);

    /** The reviews of the latest builds, in the order of builds (ER-LIST-01). */
    @Query(COLUMNS + """
            JOIN latest_build b ON b.id = r.artefact_build_id
            WHERE b.artefact_id = :artefactId
            ORDER BY b.position, r.id
            """)
    abstract List<Review> ofLatestBuilds(long artefactId);

    @Query(COLUMNS + """
            JOIN artefact_build b ON b.id = r.artefact_build_id
            WHERE r.id = ANY (CAST(:ids AS integer[]))
            """)
    abstract List<Review> find(Integer[] ids);

    /**
     * Locks those of these reviews that belong to the artefact, until the transaction ends. All writers lock in the
     * order of ids, so that they cannot deadlock.
     *
     * @return the ids of the locked reviews
     */
    Set<Integer> lock(long artefactId, Collection<Long> ids) {
        String sql = """
                SELECT r.id
                FROM artefact_build_environment_review r
                JOIN artefact_build b ON b.id = r.artefact_build_id
                WHERE r.id = ANY (:ids) AND b.artefact_id = :artefact
                ORDER BY r.id
                FOR NO KEY UPDATE OF r
                """;
        return statements
                .query(sql)
                .bindArray("ids", Long.class, ids)
                .bind("artefact", artefactId)
                .mapTo(Integer.class)
                .set();
    }

    /**
     * Applies one change to each of these locked rows. {@code updated_at} is set only if something changes (CONV-29).
     */
    void update(List<ReviewPatch> patches) {
        String sql = """
                UPDATE artefact_build_environment_review r
                SET review_decision = coalesce(g.decision, r.review_decision),
                    review_comment = coalesce(g.comment, r.review_comment),
                    updated_at = now()
                FROM (SELECT id, CAST(decision AS artefactbuildenvironmentreviewdecision[]) AS decision, comment
                      FROM unnest(:ids, :decisions, :comments) AS given (id, decision, comment)) g
                WHERE r.id = g.id
                  AND (coalesce(g.decision, r.review_decision), coalesce(g.comment, r.review_comment))
                      IS DISTINCT FROM (r.review_decision, r.review_comment)
                """;
        statements
                .update(sql)
                .bindArray(
                        "ids", Long.class, patches.stream().map(ReviewPatch::id).iterator())
                .bindArray(
                        "decisions",
                        String.class,
                        patches.stream()
                                .map(patch -> literal(patch.reviewDecision()))
                                .iterator())
                .bindArray(
                        "comments",
                        String.class,
                        patches.stream().map(ReviewPatch::reviewComment).iterator())
                .execute();
    }

    /** An array as PostgreSQL writes it. The names do not need quotes. */
    private static @Nullable String literal(ReviewPatch.@Nullable Decision decision) {
        return decision == null
                ? null
                : "{"
                        + String.join(
                                ",", decision.values().stream().map(Enum::name).toList()) + "}";
    }
}
