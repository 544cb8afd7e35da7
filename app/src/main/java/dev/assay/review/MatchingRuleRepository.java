package dev.assay.review;

import dev.assay.database.Sql;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import java.util.List;

@JdbcRepository(dialect = Dialect.POSTGRES)
abstract class MatchingRuleRepository implements Sql {

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
