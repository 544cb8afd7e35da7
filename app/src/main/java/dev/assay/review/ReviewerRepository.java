package dev.assay.review;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class ReviewerRepository implements Sql {
    private final JdbcOperations jdbc;

    ReviewerRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Holds the execution's artefact until the transaction ends, so that assignments to it come one after the other
     * (TE-START-61). By hand: to Micronaut Data every text with UPDATE in it is one.
     *
     * @return the artefact's id
     */
    int lockArtefact(int executionId) {
        String sql = """
                SELECT a.id
                FROM artefact a
                JOIN artefact_build b ON b.artefact_id = a.id
                JOIN test_execution e ON e.artefact_build_id = b.id
                WHERE e.id = ?
                FOR NO KEY UPDATE OF a
                """;
        return jdbc.prepareStatement(sql, statement -> {
            statement.setInt(1, executionId);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    /** A statement after the lock's: this one sees what those who held the lock before have stored. */
    @Query("""
            SELECT (SELECT count(*) FROM test_execution e JOIN latest_build b ON b.id = e.artefact_build_id
                    WHERE b.artefact_id = :artefactId) AS executions,
                   (SELECT count(*) FROM artefact_reviewers_association
                    WHERE artefact_id = :artefactId) AS reviewers
            """)
    abstract Need need(int artefactId);

    /** Adds reviewers and renews the due date: ten days from now, none for a kernel (TE-ASSIGN-05, DM-34). */
    void add(int artefactId, List<Integer> people) {
        String sql = """
                WITH added AS (
                  INSERT INTO artefact_reviewers_association (artefact_id, user_id) SELECT ?, unnest(?)
                  ON CONFLICT DO NOTHING
                )
                UPDATE artefact a
                SET due_date = g.due_date, updated_at = now()
                FROM (SELECT id, CASE WHEN name LIKE 'linux-%' OR name LIKE '%-kernel' THEN NULL
                                      ELSE CAST(now() AS date) + 10 END AS due_date
                      FROM artefact WHERE id = ?) g
                WHERE a.id = g.id AND a.due_date IS DISTINCT FROM g.due_date
                """;
        jdbc.prepareStatement(sql, statement -> {
            statement.setInt(1, artefactId);
            statement.setArray(2, integers(statement, people));
            statement.setInt(3, artefactId);
            return statement.executeUpdate();
        });
    }

    /** A review's first reviewer is the one with the lowest id. */
    Distribution distribution(int artefactId) {
        String sql = """
                WITH people AS (
                  SELECT user_id FROM artefact_reviewers_association WHERE artefact_id = ?
                ), reviews AS MATERIALIZED (
                  SELECT r.id, b.position
                  FROM latest_build b
                  JOIN artefact_build_environment_review r ON r.artefact_build_id = b.id
                  WHERE b.artefact_id = ?
                ), pairs AS MATERIALIZED (
                  SELECT r.id, x.user_id
                  FROM reviews r JOIN environment_review_reviewers_association x ON x.environment_review_id = r.id
                ), loads AS (
                  SELECT user_id, CAST(count(*) AS integer) AS reviews FROM pairs GROUP BY user_id
                ), taken AS (
                  SELECT id FROM pairs GROUP BY id HAVING min(user_id) IN (SELECT user_id FROM people)
                )
                SELECT (SELECT count(*) FROM reviews),
                       ARRAY(SELECT user_id FROM people ORDER BY user_id),
                       ARRAY(SELECT coalesce(reviews, 0) FROM people LEFT JOIN loads USING (user_id) ORDER BY user_id),
                       ARRAY(SELECT id FROM reviews WHERE id NOT IN (SELECT id FROM taken) ORDER BY position, id)
                """;
        return jdbc.prepareStatement(sql, statement -> {
            statement.setInt(1, artefactId);
            statement.setInt(2, artefactId);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Integer[] people = integers(row, 2);
                Integer[] loads = integers(row, 3);
                return new Distribution(
                        row.getInt(1),
                        IntStream.range(0, people.length)
                                .mapToObj(i -> new Distribution.Load(people[i], loads[i]))
                                .toList(),
                        List.of(integers(row, 4)));
            }
        });
    }

    /** Makes each person the one reviewer of the review at the same position; who is deleted meanwhile gets none. */
    void take(List<Integer> reviews, List<Integer> people) {
        String sql = """
                WITH given AS (
                  SELECT * FROM unnest(?, ?) AS g (review_id, user_id)
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
        jdbc.prepareStatement(sql, statement -> {
            statement.setArray(1, integers(statement, reviews));
            statement.setArray(2, integers(statement, people));
            return statement.executeUpdate();
        });
    }

    private static Array integers(PreparedStatement statement, List<Integer> values) throws SQLException {
        return statement.getConnection().createArrayOf("int4", values.toArray());
    }

    private static Integer[] integers(ResultSet row, int column) throws SQLException {
        return (Integer[]) row.getArray(column).getArray();
    }
}
