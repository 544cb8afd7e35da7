package dev.assay.review;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
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

    private final JdbcOperations jdbc;

    ReviewRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Looks before it inserts: a conflicting insert would burn an id each time. */
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

    /** Those of the latest builds, in the order of builds (ER-LIST-01). */
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
     * Holds the artefact's reviews among these until the transaction ends, in the order of their ids, so that writers never
     * wait for each other in a ring. By hand: to Micronaut Data every text with UPDATE in it is one.
     *
     * @return the ids of those there are
     */
    Set<Integer> lock(long artefactId, Collection<Long> ids) {
        String sql = """
                SELECT r.id
                FROM artefact_build_environment_review r
                JOIN artefact_build b ON b.id = r.artefact_build_id
                WHERE r.id = ANY (?) AND b.artefact_id = ?
                ORDER BY r.id
                FOR NO KEY UPDATE OF r
                """;
        return jdbc.prepareStatement(sql, statement -> {
            statement.setArray(1, statement.getConnection().createArrayOf("int8", ids.toArray()));
            statement.setLong(2, artefactId);
            Set<Integer> held = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    held.add(rows.getInt(1));
                }
            }
            return held;
        });
    }

    /** Applies changes to rows that are held, one to each; {@code updated_at} moves where something changes (CONV-29). */
    void update(List<ReviewPatch> patches) {
        String sql = """
                UPDATE artefact_build_environment_review r
                SET review_decision = coalesce(g.decision, r.review_decision),
                    review_comment = coalesce(g.comment, r.review_comment),
                    updated_at = now()
                FROM (SELECT id, CAST(decision AS artefactbuildenvironmentreviewdecision[]) AS decision, comment
                      FROM unnest(?, ?, ?) AS given (id, decision, comment)) g
                WHERE r.id = g.id
                  AND (coalesce(g.decision, r.review_decision), coalesce(g.comment, r.review_comment))
                      IS DISTINCT FROM (r.review_decision, r.review_comment)
                """;
        jdbc.prepareStatement(sql, statement -> {
            statement.setArray(
                    1,
                    statement
                            .getConnection()
                            .createArrayOf(
                                    "int8",
                                    patches.stream()
                                            .map(patch -> Objects.requireNonNull(patch.id()))
                                            .toArray()));
            statement.setArray(
                    2,
                    statement
                            .getConnection()
                            .createArrayOf(
                                    "text",
                                    patches.stream()
                                            .map(patch -> literal(patch.reviewDecision()))
                                            .toArray()));
            statement.setArray(
                    3,
                    statement
                            .getConnection()
                            .createArrayOf(
                                    "text",
                                    patches.stream()
                                            .map(ReviewPatch::reviewComment)
                                            .toArray()));
            return statement.executeUpdate();
        });
    }

    /** An array as PostgreSQL writes it; the names need no quotes. */
    private static @Nullable String literal(ReviewPatch.@Nullable Decision decision) {
        return decision == null
                ? null
                : "{"
                        + String.join(
                                ",", decision.values().stream().map(Enum::name).toList()) + "}";
    }
}
