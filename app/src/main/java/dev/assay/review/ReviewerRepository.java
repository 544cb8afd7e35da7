package dev.assay.review;

import dev.assay.database.Sql;
import dev.assay.database.Statements;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ReviewerRepository implements Sql {
    private final Statements statements;

    ReviewerRepository(Statements statements) {
        this.statements = statements;
    }

    /**
     * Locks the execution's artefact until the transaction ends, so that assignments to it run one after the other
     * (TE-START-61).
     *
     * @return the artefact's id
     */
    int lockArtefact(int executionId) {
        String sql = """
                SELECT a.id
                FROM artefact a
                JOIN artefact_build b ON b.artefact_id = a.id
                JOIN test_execution e ON e.artefact_build_id = b.id
                WHERE e.id = :execution
                FOR NO KEY UPDATE OF a
                """;
        return statements
                .query(sql)
                .bind("execution", executionId)
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Counts in a statement after the one that takes the lock, so that it sees what earlier holders of the lock stored.
     */
    @Query("""
            SELECT (SELECT count(*) FROM test_execution e JOIN latest_build b ON b.id = e.artefact_build_id
                    WHERE b.artefact_id = :artefactId) AS executions,
                   (SELECT count(*) FROM artefact_reviewers_association
                    WHERE artefact_id = :artefactId) AS reviewers
            """)
    abstract ReviewerDemand demand(int artefactId);

    /** Adds reviewers and sets the due date to ten days from now. A kernel has no due date (TE-ASSIGN-05, DM-34). */
    void add(int artefactId, List<Integer> people) {
        String sql = """
                WITH added AS (
                  INSERT INTO artefact_reviewers_association (artefact_id, user_id) SELECT :artefact, unnest(:people)
                  ON CONFLICT DO NOTHING
                )
                UPDATE artefact a
                SET due_date = g.due_date, updated_at = now()
                FROM (SELECT id, CASE WHEN name LIKE 'linux-%' OR name LIKE '%-kernel' THEN NULL
                                      ELSE CAST(now() AS date) + 10 END AS due_date
                      FROM artefact WHERE id = :artefact) g
                WHERE a.id = g.id AND a.due_date IS DISTINCT FROM g.due_date
                """;
        statements
                .update(sql)
                .bind("artefact", artefactId)
                .bindArray("people", Integer.class, people)
                .execute();
    }

    /** The distribution of the artefact's reviews. A review's first reviewer is the one with the lowest id. */
    Distribution distribution(int artefactId) {
        String sql = """
                WITH people AS (
                  SELECT user_id FROM artefact_reviewers_association WHERE artefact_id = :artefact
                ), reviews AS MATERIALIZED (
                  SELECT r.id, b.position
                  FROM latest_build b
                  JOIN artefact_build_environment_review r ON r.artefact_build_id = b.id
                  WHERE b.artefact_id = :artefact
                ), pairs AS MATERIALIZED (
                  SELECT r.id, x.user_id
                  FROM reviews r JOIN environment_review_reviewers_association x ON x.environment_review_id = r.id
                ), loads AS (
                  SELECT user_id, CAST(count(*) AS integer) AS reviews FROM pairs GROUP BY user_id
                ), taken AS (
                  SELECT id FROM pairs GROUP BY id HAVING min(user_id) IN (SELECT user_id FROM people)
                )
                SELECT (SELECT count(*) FROM reviews) AS total,
                       ARRAY(SELECT user_id FROM people ORDER BY user_id) AS people,
                       ARRAY(SELECT coalesce(reviews, 0) FROM people LEFT JOIN loads USING (user_id) ORDER BY user_id) AS loads,
                       ARRAY(SELECT id FROM reviews WHERE id NOT IN (SELECT id FROM taken) ORDER BY position, id) AS open
                """;
        return statements
                .query(sql)
                .bind("artefact", artefactId)
                .mapTo(Distribution.class)
                .one();
    }

    /**
     * Makes each person the only reviewer of the review at the same position. People that were deleted meanwhile get
     * none.
     */
    void take(List<Integer> reviews, List<Integer> people) {
        String sql = """
                WITH given AS (
                  SELECT * FROM unnest(:reviews, :people) AS g (review_id, user_id)
                ), former AS (
                  DELETE FROM environment_review_reviewers_association x
                  USING given g
                  WHERE x.environment_review_id = g.review_id AND x.user_id <> g.user_id
                )
                INSERT INTO environment_review_reviewers_association (environment_review_id, user_id)
                SELECT g.review_id, u.id
                FROM given g JOIN app_user u ON u.id = g.user_id
                FOR KEY SHARE OF u
                ON CONFLICT DO NOTHING
                """;
        statements
                .update(sql)
                .bindArray("reviews", Integer.class, reviews)
                .bindArray("people", Integer.class, people)
                .execute();
    }

    /**
     * Draws additional reviewers for an artefact at random from the members of the teams of the most specific rules
     * that match it: uniformly and without replacement (AMR-22 to 24). Less specific rules are never used instead.
     * Prevents the drawn users from being deleted until the transaction ends.
     *
     * @param count the largest number to draw; there may be fewer
     */
    @Query("""
            SELECT u.id FROM app_user u
            WHERE u.id IN (
                SELECT m.user_id
                FROM matching_rule_of_artefact f
                JOIN artefact_matching_rule_team_association t ON t.artefact_matching_rule_id = f.rule_id
                JOIN team_users_association m ON m.team_id = t.team_id
                WHERE f.artefact_id = :artefactId
                  AND f.specificity = (
                    SELECT max(specificity) FROM matching_rule_of_artefact WHERE artefact_id = :artefactId))
              AND NOT EXISTS (
                SELECT FROM artefact_reviewers_association a
                WHERE a.artefact_id = :artefactId AND a.user_id = u.id)
            ORDER BY random()
            LIMIT :count
            FOR KEY SHARE OF u
            """)
    abstract List<Integer> draw(int artefactId, int count);
}
